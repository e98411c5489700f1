package dev.earshot.nn;

import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.NormalizeColumns;
import dev.earshot.autodiff.PropagateWithOwn;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * The graph isomorphism layer of Xu et al. (2019) with all that its authors' program has: {@code s
 * = (1 + epsilon) x W1 + A x W1 + b1} with a learnt epsilon and the plain sum over the neighbours,
 * then {@code y = relu(N2(relu(N1(s)) W2 + b2))}, N batch normalisation ({@link NormalizeColumns}).
 * The network's activation takes the place of the outer relu.
 *
 * @param name prefix of its parameters
 * @param inputs columns of x
 * @param outputs columns of y
 */
public record NormalizedIsomorphism(String name, int inputs, int outputs) implements Layer {
  @Override
  public List<ParameterShape> shapes() {
    return List.of(
        new ParameterShape(name + ".inner.weight", inputs, outputs),
        new ParameterShape(name + ".inner.bias", 1, outputs),
        new ParameterShape(name + ".epsilon.bias", 1, 1),
        new ParameterShape(name + ".inner.scale", 1, outputs),
        new ParameterShape(name + ".inner.shift.bias", 1, outputs),
        new ParameterShape(name + ".weight", outputs, outputs),
        new ParameterShape(name + ".bias", 1, outputs),
        new ParameterShape(name + ".scale", 1, outputs),
        new ParameterShape(name + ".shift.bias", 1, outputs));
  }

  @Override
  public Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation) {
    Tensor projection = project(tape, parameters, x);
    return applyToProjection(tape, parameters, adjacency, projection, activation);
  }

  @Override
  public Tensor projection(Parameters parameters) {
    return parameters.get(name + ".inner.weight");
  }

  /** {@code x W1}. */
  @Override
  public Tensor project(Tape tape, Parameters parameters, Tensor x) {
    return tape.add(new Linear(tape.backend(), x, projection(parameters))).output();
  }

  @Override
  public Tensor applyToProjection(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor projection,
      Activation activation) {
    var backend = tape.backend();
    Tensor sum =
        tape.add(
                new PropagateWithOwn(
                    backend,
                    adjacency,
                    projection,
                    parameters.get(name + ".epsilon.bias"),
                    parameters.get(name + ".inner.bias")))
            .output();
    Tensor inner = normalized(tape, parameters, ".inner", sum, Activation.RELU);
    Tensor outer =
        tape.add(
                new Linear(
                    backend,
                    inner,
                    parameters.get(name + ".weight"),
                    parameters.get(name + ".bias"),
                    Activation.NONE))
            .output();
    return normalized(tape, parameters, "", outer, activation);
  }

  private Tensor normalized(
      Tape tape, Parameters parameters, String part, Tensor x, Activation activation) {
    return tape.add(
            new NormalizeColumns(
                tape.backend(),
                x,
                parameters.get(name + part + ".scale"),
                parameters.get(name + part + ".shift.bias"),
                activation))
        .output();
  }
}
