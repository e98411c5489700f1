package dev.earshot.nn;

import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.Propagate;
import dev.earshot.autodiff.Sum;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * A convolution with a separate weight for the node itself: {@code y = act(x V + M x W + b)}. The
 * product with M is the signed mean over the node's neighbours, without self-loops. This is the
 * paper's alternative layer, after Morris et al. (2019).
 *
 * @param name prefix of its parameters
 * @param inputs columns of x
 * @param outputs columns of y
 */
public record SelfMeanConvolution(String name, int inputs, int outputs) implements Layer {
  @Override
  public List<ParameterShape> shapes() {
    return List.of(
        new ParameterShape(name + ".self", inputs, outputs),
        new ParameterShape(name + ".weight", inputs, outputs),
        new ParameterShape(name + ".bias", 1, outputs));
  }

  @Override
  public Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation) {
    var backend = tape.backend();
    Tensor weight = parameters.get(name + ".weight");
    Tensor neighbors;
    if (inputs < outputs) {
      Tensor mean = tape.add(new Propagate(backend, adjacency, x)).output();
      neighbors = tape.add(new Linear(backend, mean, weight)).output();
    } else {
      Tensor product = tape.add(new Linear(backend, x, weight)).output();
      neighbors = tape.add(new Propagate(backend, adjacency, product)).output();
    }
    Tensor own = tape.add(new Linear(backend, x, parameters.get(name + ".self"))).output();
    Tensor bias = parameters.get(name + ".bias");
    return tape.add(new Sum(backend, own, neighbors, bias, activation)).output();
  }
}
