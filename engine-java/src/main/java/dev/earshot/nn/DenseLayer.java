package dev.earshot.nn;

import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.SparseFeatures;
import dev.earshot.autodiff.SparseReconstructionLoss;
import dev.earshot.autodiff.SparseReconstructionLoss.RowChoice;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Indices;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/**
 * A fully connected layer, which uses no edges: {@code y = act(x W + b)}.
 *
 * @param name prefix of its parameters
 * @param inputs columns of x
 * @param outputs columns of y
 */
public record DenseLayer(String name, int inputs, int outputs) implements Layer {
  @Override
  public List<ParameterShape> shapes() {
    return new GraphConvolution(name, inputs, outputs).shapes();
  }

  @Override
  public Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation) {
    return tape.add(
            new Linear(
                tape.backend(),
                x,
                parameters.get(name + ".weight"),
                parameters.get(name + ".bias"),
                activation))
        .output();
  }

  @Override
  public Tensor applyTo(
      Indices rows,
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      Activation activation) {
    Tensor chosen = tape.add(new GatherRows(tape.backend(), x, rows)).output();
    return apply(tape, parameters, adjacency, chosen, activation);
  }

  @Override
  public Tensor reconstructionLoss(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      SparseFeatures target,
      Optional<RowChoice> rows,
      double weight) {
    return tape.add(
            new SparseReconstructionLoss(
                tape.backend(),
                x,
                parameters.get(name + ".weight"),
                parameters.get(name + ".bias"),
                target,
                rows,
                weight))
        .output();
  }

  @Override
  public boolean mixesNodes() {
    return false;
  }
}
