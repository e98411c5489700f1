package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.FeatureKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Standardizer;

/**
 * Maps a clip's features to the input of a network.
 *
 * @param map the map to the feature space of the network's member
 * @param standardizer standardises the columns of that space
 */
public record ClipSpace(FeatureMap map, Standardizer standardizer) {
  /** Standardises only; the feature space is the plain one. */
  public static ClipSpace of(Standardizer standardizer) {
    return new ClipSpace(FeatureMap.plain(standardizer.mean().length), standardizer);
  }

  /** d, the number of features of a clip. */
  public int columns() {
    return standardizer.mean().length;
  }

  /** Maps rows, row-major, and returns them in a new array. */
  public float[] apply(float[] x) {
    return standardizer.apply(map.apply(x));
  }

  /**
   * The same as work in a backend's memory, which can be recorded.
   *
   * @param backend the backend that owns both matrices
   * @param from the clips' features, n x d
   * @param to receives the mapped features, n x d
   * @return work that maps the rows each time it is run
   */
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

  /** Splits each row into two rows whose sum it is. The first is the row rounded to float. */
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
