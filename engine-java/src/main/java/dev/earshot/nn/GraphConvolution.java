package dev.earshot.nn;

import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.LinearOfReached;
import dev.earshot.autodiff.Propagate;
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
 * The graph convolution of Kipf and Welling (2017): {@code y = act(A x W + b)}, A the normalised
 * adjacency with self-loops. The product is computed in the cheaper order: {@code A x} first if x
 * has at most as many columns as y, else {@code x W} first. With equally many columns, {@code A x}
 * goes first for the backward pass: the gradient that enters the product with W then has non-zero
 * rows for the nodes that the loss reaches, but not yet for those nodes' neighbours.
 *
 * @param name prefix of its parameters
 * @param inputs columns of x
 * @param outputs columns of y
 */
public record GraphConvolution(String name, int inputs, int outputs) implements Layer {
  @Override
  public List<ParameterShape> shapes() {
    return List.of(
        new ParameterShape(name + ".weight", inputs, outputs),
        new ParameterShape(name + ".bias", 1, outputs));
  }

  @Override
  public Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation) {
    var backend = tape.backend();
    if (inputs <= outputs) {
      Tensor weight = parameters.get(name + ".weight");
      Tensor bias = parameters.get(name + ".bias");
      Tensor spread = tape.add(new Propagate(backend, adjacency, x)).output();
      return tape.add(new Linear(backend, spread, weight, bias, activation)).output();
    }
    Tensor projection = project(tape, parameters, x);
    return applyToProjection(tape, parameters, adjacency, projection, activation);
  }

  /** Computes {@code A x} first, so that the product with W has only the chosen rows. */
  @Override
  public Tensor applyTo(
      Indices rows,
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      Activation activation) {
    var backend = tape.backend();
    Tensor weight = parameters.get(name + ".weight");
    Tensor bias = parameters.get(name + ".bias");
    Tensor spread = tape.add(new Propagate(backend, adjacency, x)).output();
    Tensor chosen = tape.add(new GatherRows(backend, spread, rows)).output();
    return tape.add(new Linear(backend, chosen, weight, bias, activation)).output();
  }

  /** Computes {@code A x} first. */
  @Override
  public Tensor reconstructionLoss(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      SparseFeatures target,
      Optional<RowChoice> rows,
      double weight) {
    Tensor spread = tape.add(new Propagate(tape.backend(), adjacency, x)).output();
    return tape.add(
            new SparseReconstructionLoss(
                tape.backend(),
                spread,
                parameters.get(name + ".weight"),
                parameters.get(name + ".bias"),
                target,
                rows,
                weight))
        .output();
  }

  /** {@code x W}. */
  @Override
  public Tensor project(Tape tape, Parameters parameters, Tensor x) {
    Tensor weight = parameters.get(name + ".weight");
    return tape.add(new Linear(tape.backend(), x, weight)).output();
  }

  @Override
  public Tensor projection(Parameters parameters) {
    return parameters.get(name + ".weight");
  }

  @Override
  public boolean reachesByEdges() {
    return true;
  }

  /** {@code x W}, computed only for the rows that a change has reached. */
  @Override
  public Tensor projectReached(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      Tensor known,
      ChangedRows changes) {
    Tensor weight = parameters.get(name + ".weight");
    return tape.add(
            new LinearOfReached(
                tape.backend(), x, weight, known, adjacency, changes.mask(), changes.changed()))
        .output();
  }

  /** {@code act(A (x W) + b)}. */
  @Override
  public Tensor applyToProjection(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor projection,
      Activation activation) {
    Tensor bias = parameters.get(name + ".bias");
    return tape.add(new Propagate(tape.backend(), adjacency, projection, bias, activation))
        .output();
  }
}
