package dev.earshot.nn;

import dev.earshot.autodiff.Tensor;
import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.Streams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's parameters and their gradients. Each of the two is one flat buffer, so that an
 * optimizer updates all parameters in one pass.
 */
public final class Parameters {
  private final List<ParameterShape> shapes;
  private final Matrix values;
  private final Matrix gradients;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /**
   * Parameters of these shapes, all 0.
   *
   * @throws IllegalArgumentException if two of them have the same name
   */
  public Parameters(Backend backend, List<ParameterShape> shapes) {
    this.shapes = List.copyOf(shapes);
    int size = ParameterShape.sum(shapes);
    values = backend.newMatrix(1, size);
    gradients = backend.newMatrix(1, size);
    int offset = 0;
    for (ParameterShape shape : shapes) {
      Tensor tensor =
          Tensor.variable(
              values.slice(offset, shape.rows(), shape.columns()),
              gradients.slice(offset, shape.rows(), shape.columns()));
      Checks.require(tensors.put(shape.name(), tensor) == null, "two parameters %s", shape.name());
      offset += shape.size();
    }
  }

  private Parameters(Parameters learnt) {
    shapes = learnt.shapes;
    values = learnt.values;
    gradients = learnt.gradients;
    learnt.tensors.forEach((name, tensor) -> tensors.put(name, Tensor.constant(tensor.value())));
  }

  /**
   * The same parameters, in the same memory, as constants. Passes over them compute no gradients.
   */
  public Parameters frozen() {
    return new Parameters(this);
  }

  /** The names and shapes of the parameters, in the order of {@link #values}. */
  public List<ParameterShape> shapes() {
    return shapes;
  }

  /** Number of parameters in all. */
  public int size() {
    return values.size();
  }

  /** All values, 1 x {@link #size}, in the order of {@link #shapes}. */
  public Matrix values() {
    return values;
  }

  /** All gradients, in the same order. */
  public Matrix gradients() {
    return gradients;
  }

  /**
   * The parameter of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    Checks.require(tensor != null, "no parameter %s among %s", name, tensors.keySet());
    return tensor;
  }

  /**
   * Draws new weights, uniform in {@code +-sqrt(6 / (rows + columns))} (Glorot, Bengio 2010).
   * Biases are 0, scales 1. Equal seeds give equal values on every backend, up to the rounding to
   * its precision.
   */
  public void initialise(long seed) {
    double[] all = new double[size()];
    Philox philox = new Philox(seed);
    int offset = 0;
    for (int p = 0; p < shapes.size(); p++) {
      ParameterShape shape = shapes.get(p);
      double bound = Math.sqrt(6.0 / (shape.rows() + shape.columns()));
      if (shape.isScale()) {
        Arrays.fill(all, offset, offset + shape.size(), 1);
      }
      for (int i = 0; i < shape.rows() && !shape.isBias() && !shape.isScale(); i++) {
        for (int j = 0; j < shape.columns(); j++) {
          if (j % 4 == 0) {
            philox.at(j / 4, i, p, Streams.INITIAL_WEIGHTS);
          }
          all[offset + i * shape.columns() + j] = bound * (2 * philox.uniform(j % 4) - 1);
        }
      }
      offset += shape.size();
    }
    values.write(all);
  }
}
