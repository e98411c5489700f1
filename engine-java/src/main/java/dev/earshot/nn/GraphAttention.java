package dev.earshot.nn;

import dev.earshot.autodiff.Attend;
import dev.earshot.autodiff.DropoutMask;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/**
 * The graph attention layer of Velickovic et al. (2018): {@code y_i = act(b + concat_h sum_j
 * attention_ij,h (x W)_j,h)}. Node i attends to the nodes from which it has an edge, and to itself
 * if it has a self-loop. The edges' weights are not used.
 *
 * @param name prefix of its parameters
 * @param inputs columns of x
 * @param outputs columns of y
 * @param heads number of heads, which divides the outputs
 * @param dropout fraction of the attention weights that are dropped in training
 */
public record GraphAttention(String name, int inputs, int outputs, int heads, double dropout)
    implements Layer {
  private static final double SLOPE = 0.2;

  /**
   * Without dropout. The number of heads is the largest of 8, 4, 2 and 1 that divides the outputs.
   */
  public GraphAttention(String name, int inputs, int outputs) {
    this(name, inputs, outputs, mostHeads(outputs), 0);
  }

  private static int mostHeads(int outputs) {
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

  @Override
  public Tensor projection(Parameters parameters) {
    return parameters.get(name + ".weight");
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
    return attend(tape, parameters, adjacency, projection, activation, Optional.empty());
  }

  @Override
  public Tensor train(
      StepContext step, Tensor x, boolean projected, Activation activation, int stream) {
    Tape tape = step.tape();
    Tensor projection = projected ? x : project(tape, step.parameters(), x);
    Optional<DropoutMask> dropped =
        dropout > 0 ? Optional.of(new DropoutMask(dropout, step.random(stream))) : Optional.empty();
    return attend(tape, step.parameters(), step.adjacency(), projection, activation, dropped);
  }

  private Tensor attend(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor projection,
      Activation activation,
      Optional<DropoutMask> dropped) {
    Tensor vectors = parameters.get(name + ".attention");
    Tensor bias = parameters.get(name + ".bias");
    return tape.add(
            new Attend(
                tape.backend(),
                adjacency,
                projection,
                new Attend.Heads(vectors, heads, SLOPE, dropped),
                bias,
                activation))
        .output();
  }
}
