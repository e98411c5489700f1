package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.FeatureKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Standardizer;

/**
 * What a clip's features pass through before a network looks at them.
 *
 * @param map to the space of the network's member
 * @param standardizer of that space's columns
 */
public record ClipSpace(FeatureMap map, Standardizer standardizer) {
  /** Without a map. */
  public static ClipSpace of(Standardizer standardizer) {
    return new ClipSpace(FeatureMap.plain(standardizer.mean().length), standardizer);
  }

  /** d, features of a clip. */
  public int columns() {
    return standardizer.mean().length;
  }

  /** Takes rows there, row-major, into a new array. */
  public float[] apply(float[] x) {
    return standardizer.apply(map.apply(x));
  }

  /** The same in a backend's memory, each time it is run; can be recorded. */
  public Runnable on(Backend backend, Matrix from, Matrix to) {
    if (backend.features().isPresent()) {
      return onDevice(backend.features().get(), backend, from, to);
    }
    float[] values = new float[from.size()];
    return () -> {
      from.read(values);
      to.write(apply(values));
    };
  }

  private Runnable onDevice(FeatureKernels kernels, Backend backend, Matrix from, Matrix to) {
    Matrix own = statistics(backend, standardizer);
    Matrix spread = statistics(backend, map.standardizer());
    return switch (map.space()) {
      case PLAIN -> () -> kernels.standardize(from, own, standardizer.bound(), to);
      case UNIT ->
          () -> {
            kernels.standardize(from, spread, map.standardizer().bound(), to);
            kernels.scaleRows(to);
            kernels.standardize(to, own, standardizer.bound(), to);
          };
      case RANK -> {
        Matrix quantiles = inTwoParts(backend, FeatureMap.normalQuantiles());
        Matrix knots = backend.newMatrix(quantiles.columns(), columns());
        knots.write(map.knotsByRank());
        yield () -> {
          kernels.rank(from, spread, knots, quantiles, to);
          kernels.scaleRows(to);
          kernels.standardize(to, own, standardizer.bound(), to);
        };
      }
    };
  }

  private static Matrix statistics(Backend backend, Standardizer of) {
    return inTwoParts(backend, of.mean(), of.deviation());
  }

  /** Each row as two whose sum it is, the first one in floats. */
  private static Matrix inTwoParts(Backend backend, double[]... rows) {
    int columns = rows[0].length;
    double[] parts = new double[2 * rows.length * columns];
    for (int row = 0; row < rows.length; row++) {
      for (int j = 0; j < columns; j++) {
        float first = (float) rows[row][j];
        parts[2 * row * columns + j] = first;
        parts[(2 * row + 1) * columns + j] = rows[row][j] - first;
      }
    }
    return backend.matrixOf(2 * rows.length, columns, parts);
  }
}
