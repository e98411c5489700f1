package dev.earshot.nn;

import dev.earshot.autodiff.Elu;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * A layer with the exponential linear unit behind it, in place of the activation that the network
 * asks for.
 *
 * @param layer the layer in front of it
 */
public record EluLayer(Layer layer) implements Layer {
  @Override
  public List<ParameterShape> shapes() {
    return layer.shapes();
  }

  @Override
  public Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation) {
    return elu(tape, layer.apply(tape, parameters, adjacency, x, Activation.NONE));
  }

  private static Tensor elu(Tape tape, Tensor x) {
    return tape.add(new Elu(tape.backend(), x)).output();
  }

  @Override
  public Tensor projection(Parameters parameters) {
    return layer.projection(parameters);
  }

  @Override
  public Tensor project(Tape tape, Parameters parameters, Tensor x) {
    return layer.project(tape, parameters, x);
  }

  @Override
  public Tensor applyToProjection(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor projection,
      Activation activation) {
    return elu(
        tape, layer.applyToProjection(tape, parameters, adjacency, projection, Activation.NONE));
  }

  @Override
  public Tensor train(
      StepContext step, Tensor x, boolean projected, Activation activation, int stream) {
    return elu(step.tape(), layer.train(step, x, projected, Activation.NONE, stream));
  }

  @Override
  public boolean mixesNodes() {
    return layer.mixesNodes();
  }
}
