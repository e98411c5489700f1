package dev.earshot.nn;

import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.Propagate;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * The graph isomorphism layer of Xu et al. (2019): {@code y = act(relu(S x W1 + b1) W2 + b2)}. The
 * product with S is the plain sum over the node and its neighbours ({@link
 * dev.earshot.compute.Normalization#SUM}).
 *
 * @param name prefix of its parameters
 * @param inputs columns of x
 * @param outputs columns of y
 */
public record GraphIsomorphism(String name, int inputs, int outputs) implements Layer {
  @Override
  public List<ParameterShape> shapes() {
    return List.of(
        new ParameterShape(name + ".inner.weight", inputs, outputs),
        new ParameterShape(name + ".inner.bias", 1, outputs),
        new ParameterShape(name + ".weight", outputs, outputs),
        new ParameterShape(name + ".bias", 1, outputs));
  }

  @Override
  public Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation) {
    var backend = tape.backend();
    Tensor sum = tape.add(new Propagate(backend, adjacency, x)).output();
    Tensor inner =
        tape.add(
                new Linear(
                    backend,
                    sum,
                    parameters.get(name + ".inner.weight"),
                    parameters.get(name + ".inner.bias"),
                    Activation.RELU))
            .output();
    return tape.add(
            new Linear(
                backend,
                inner,
                parameters.get(name + ".weight"),
                parameters.get(name + ".bias"),
                activation))
        .output();
  }
}
