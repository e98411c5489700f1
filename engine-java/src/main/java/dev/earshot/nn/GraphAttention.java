package dev.earshot.nn;

import dev.earshot.autodiff.Attend;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * The graph attention layer of Velickovic et al. (2018): {@code y_i = act(b + concat_h sum_j
 * attention_ij,h (x W)_j,h)}. Node i attends to the nodes from which it has an edge, and to itself
 * if it has a self-loop. The edges' weights are not used. The number of heads is the largest of 8,
 * 4, 2 and 1 that divides the outputs.
 *
 * @param name prefix of its parameters
 * @param inputs columns of x
 * @param outputs columns of y
 */
public record GraphAttention(String name, int inputs, int outputs) implements Layer {
  private static final double SLOPE = 0.2;

  /** Number of heads. */
  public int heads() {
    for (int heads = 8; heads > 1; heads /= 2) {
      if (outputs % heads == 0) {
        return heads;
      }
    }
    return 1;
  }

  @Override
  public List<ParameterShape> shapes() {
    return List.of(
        new ParameterShape(name + ".weight", inputs, outputs),
        new ParameterShape(name + ".attention", 2, outputs),
        new ParameterShape(name + ".bias", 1, outputs));
  }

  @Override
  public Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation) {
    Tensor projection = project(tape, parameters, x);
    return applyToProjection(tape, parameters, adjacency, projection, activation);
  }

  /** {@code x W}. */
  @Override
  public Tensor project(Tape tape, Parameters parameters, Tensor x) {
    Tensor weight = parameters.get(name + ".weight");
    return tape.add(new Linear(tape.backend(), x, weight)).output();
  }

  @Override
  public Tensor applyToProjection(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor projection,
      Activation activation) {
    var backend = tape.backend();
    Tensor vectors = parameters.get(name + ".attention");
    Tensor bias = parameters.get(name + ".bias");
    return tape.add(
            new Attend(backend, adjacency, projection, vectors, heads(), SLOPE, bias, activation))
        .output();
  }
}
