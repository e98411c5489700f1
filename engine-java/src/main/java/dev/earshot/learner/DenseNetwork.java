package dev.earshot.learner;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.data.NumberArray;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.util.Arrays;

/**
 * A trained network without a graph: the output for a vector depends on that vector only. Immutable
 * by contract: nobody writes to the values.
 *
 * @param settings its shape; its layers are dense
 * @param columns d, the number of features of a vector
 * @param outputs number of outputs of the last layer
 * @param values all parameters in the order of {@link Network#shapes}, without the heads of the
 *     self-supervised tasks
 */
record DenseNetwork(NetworkSettings settings, int columns, int outputs, float[] values) {
  /**
   * @throws IllegalArgumentException if the number of values is not the number of parameters, or a
   *     value is not finite
   */
  DenseNetwork {
    int expected = 0;
    for (ParameterShape shape : new Network(settings, columns, outputs).shapes()) {
      expected += shape.size();
    }
    Checks.require(
        values.length == expected,
        "a network has %s parameters, expected %s",
        values.length,
        expected);
    Checks.finite(values, "a network's parameters");
  }

  /** Copies the parameters of a training, without those of the self-supervised tasks' heads. */
  static DenseNetwork of(NetworkSettings settings, int columns, int outputs, Parameters trained) {
    int size =
        new Network(settings, columns, outputs)
            .shapes().stream().mapToInt(ParameterShape::size).sum();
    double[] all = trained.values().toArray();
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) all[i];
    }
    return new DenseNetwork(settings, columns, outputs, values);
  }

  /** The softmax of the last layer's outputs, n x outputs, for n x d vectors. */
  float[] probabilities(float[] x, Backend backend) {
    return read(x, outputs, true, backend);
  }

  /** The outputs of the last hidden layer, n x width, for n x d vectors. */
  float[] hidden(float[] x, Backend backend) {
    return read(x, settings.width(), false, backend);
  }

  private float[] read(float[] x, int width, boolean classified, Backend backend) {
    float[] result = new float[x.length / columns * width];
    RowBatches.of(
        x.length / columns,
        backend,
        (from, to, own) -> {
          Network network = new Network(settings, columns, outputs);
          Parameters parameters = new Parameters(own, network.shapes());
          parameters.values().write(values);
          Parameters frozen = parameters.frozen();
          int n = to - from;
          Matrix rows = own.newMatrix(n, columns);
          rows.write(x, from * columns);
          SparseMatrix none = own.newSparseMatrix(n, n, 0);
          Tape tape = new Tape(own);
          Tensor h = network.embed(tape, frozen, none, Tensor.constant(rows));
          Matrix last = classified ? network.classify(tape, frozen, none, h).value() : h.value();
          tape.forward();
          if (classified) {
            own.losses().softmax(last, last);
          }
          last.readLater(result, from * width).await();
        });
    return result;
  }

  /** The stored values that are not tensors. */
  private record Settings(NetworkSettings network, int columns, int outputs) {}

  void write(ClassifierStore store) {
    store.put(new Settings(settings, columns, outputs));
    int offset = 0;
    for (ParameterShape shape : new Network(settings, columns, outputs).shapes()) {
      float[] part = Arrays.copyOfRange(values, offset, offset + shape.size());
      store.put(shape.name(), NumberArray.of(part, shape.rows(), shape.columns()));
      offset += shape.size();
    }
  }

  static DenseNetwork read(ClassifierStore store) {
    Settings stored = store.settings(Settings.class);
    Network network = new Network(stored.network(), stored.columns(), stored.outputs());
    int size = network.shapes().stream().mapToInt(ParameterShape::size).sum();
    float[] values = new float[size];
    int offset = 0;
    for (ParameterShape shape : network.shapes()) {
      float[] part = store.tensor(shape.name()).toFloats();
      Checks.require(
          part.length == shape.size(),
          "parameter %s has %s values, expected %s",
          shape.name(),
          part.length,
          shape.size());
      System.arraycopy(part, 0, values, offset, part.length);
      offset += part.length;
    }
    return new DenseNetwork(stored.network(), stored.columns(), stored.outputs(), values);
  }
}
