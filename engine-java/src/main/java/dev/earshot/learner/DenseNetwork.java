package dev.earshot.learner;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.format.NumberArray;
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
    int expected = ParameterShape.sum(new Network(settings, columns, outputs).shapes());
    Checks.require(
        values.length == expected,
        "a network has %s parameters, expected %s",
        values.length,
        expected);
    Checks.finite(values, "a network's parameters");
  }

  /** Copies the parameters of a training, without those of the self-supervised tasks' heads. */
  static DenseNetwork of(NetworkSettings settings, int columns, int outputs, Parameters trained) {
    int size = ParameterShape.sum(new Network(settings, columns, outputs).shapes());
    double[] all = trained.values().toArray();
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) all[i];
    }
    return new DenseNetwork(settings, columns, outputs, values);
  }

  /** The softmax of the last layer's outputs, n x outputs, for n x d vectors. */
  float[] probabilities(float[] x, Backend backend) {
    return RowBatches.of(x, columns, outputs, backend, (rows, own) -> on(rows, true, own));
  }

  /** The outputs of the last hidden layer, n x width, for n x d vectors. */
  float[] hidden(float[] x, Backend backend) {
    return RowBatches.of(
        x, columns, settings.width(), backend, (rows, own) -> on(rows, false, own));
  }

  /**
   * Copies the network to a backend.
   *
   * @param n the largest number of vectors of a call
   * @param classified whether it gives the softmax of the last layer's outputs; else it gives the
   *     outputs of the last hidden layer
   */
  ReadyClassifier on(int n, boolean classified, Backend backend) {
    Network network = new Network(settings, columns, outputs);
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.values().write(values);
    Parameters frozen = parameters.frozen();
    Matrix rows = backend.newMatrix(n, columns);
    SparseMatrix none = backend.newSparseMatrix(n, n, 0);
    Tape tape = new Tape(backend);
    Tensor h = network.embed(tape, frozen, none, Tensor.constant(rows));
    Matrix last = classified ? network.classify(tape, frozen, none, h).value() : h.value();
    Runnable work =
        backend.record(() -> {
          tape.forward();
          if (classified) {
            backend.losses().softmax(last, last);
          }
        });
    return x -> {
      int count = x.length / columns;
      rows.rowRange(0, count).write(x);
      work.run();
      float[] result = new float[count * last.columns()];
      last.rowRange(0, count).readLater(result, 0).await();
      return result;
    };
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
    // Every tensor first: the settings may claim more parameters than the file has.
    for (ParameterShape shape : network.shapes()) {
      int found = store.tensor(shape.name()).size();
      Checks.require(
          found == shape.size(),
          "parameter %s has %s values, expected %s",
          shape.name(),
          found,
          shape.size());
    }
    float[] values = new float[ParameterShape.sum(network.shapes())];
    int offset = 0;
    for (ParameterShape shape : network.shapes()) {
      float[] part = store.tensor(shape.name()).toFloats();
      System.arraycopy(part, 0, values, offset, part.length);
      offset += part.length;
    }
    return new DenseNetwork(stored.network(), stored.columns(), stored.outputs(), values);
  }
}
