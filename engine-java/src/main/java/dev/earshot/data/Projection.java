package dev.earshot.data;

import dev.earshot.Dataset;
import dev.earshot.base.Rows;
import java.util.Arrays;
import java.util.Objects;

/**
 * Projects vectors to fewer numbers: {@code (x - mean) A}, computed in double precision. The
 * columns of A are orthonormal. They span the principal components of a training set (PCA), and a
 * fixed random rotation mixes these.
 *
 * <p>The rotation matters. Learners standardise each column. Standardised principal components are
 * whitened: directions with hardly any variance, which are noise, get as much weight as the first
 * ones. Rotated columns all have about the same variance, so standardising them changes little.
 *
 * <p>The arrays are not copied and must not be changed.
 *
 * @param mean the mean of each of the d columns
 * @param axes A, d x k, row-major
 */
public record Projection(double[] mean, float[] axes) {
  /** Smaller variances, relative to the largest, are rounding errors. */
  private static final double NO_VARIANCE = 1e-9;

  private static final int BLOCK = 32;

  /**
   * Checks the arrays.
   *
   * @throws IllegalArgumentException if {@code axes} is not d x k with {@code 1 <= k <= d}, or a
   *     number is not finite
   */
  public Projection {
    Objects.requireNonNull(axes, "axes");
    if (mean.length == 0 || axes.length == 0 || axes.length % mean.length != 0) {
      throw new IllegalArgumentException(
          "a projection has %s means and %s numbers of axes".formatted(mean.length, axes.length));
    }
    if (axes.length / mean.length > mean.length) {
      throw new IllegalArgumentException(
          "a projection of %s columns to %s: expected fewer"
              .formatted(mean.length, axes.length / mean.length));
    }
    for (double number : mean) {
      requireFinite(number);
    }
    for (float number : axes) {
      requireFinite(number);
    }
  }

  private static void requireFinite(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("a number of a projection is " + number);
    }
  }

  /**
   * The projection to the principal components of rows, rotated.
   *
   * @param x n x d, row-major, finite; at least one row
   * @param columns d
   * @param most the number of components, at least 1. There are fewer if the rows do not vary in as
   *     many directions, so at most n - 1, but at least one
   */
  public static Projection of(float[] x, int columns, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a projection to %s columns".formatted(most));
    }
    double[] mean = mean(x, columns);
    double[][] components = components(x, mean, most);
    int count = components.length;
    double[][] rotation = rotation(count);
    float[] axes = new float[columns * count];
    double[] row = new double[count];
    for (int j = 0; j < columns; j++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < count; k++) {
        Rows.addMultiple(components[k][j], rotation[k], 0, row, 0, count);
      }
      for (int k = 0; k < count; k++) {
        axes[j * count + k] = (float) row[k];
      }
    }
    return new Projection(mean, axes);
  }

  private static double[] mean(float[] x, int columns) {
    int n = x.length / columns;
    double[] mean = new double[columns];
    for (int row = 0; row < n; row++) {
      for (int j = 0; j < columns; j++) {
        mean[j] += x[row * columns + j] / (double) n;
      }
    }
    return mean;
  }

  /** The principal components, each of length 1, by falling variance. */
  private static double[][] components(float[] x, double[] mean, int most) {
    int columns = mean.length;
    int n = x.length / columns;
    // Eigenvectors of X^T X, or by way of those of X X^T, whichever is smaller.
    boolean byRows = n < columns;
    double[][] moments = byRows ? moments(x, mean, n) : moments(x, mean, columns);
    SymmetricEigen eigen = new SymmetricEigen(moments);
    double[] variances = eigen.values();
    int count = 0;
    while (count < Math.min(most, variances.length)
        && variances[count] > NO_VARIANCE * variances[0]) {
      count++;
    }
    if (count == 0) {
      double[] any = new double[columns];
      any[0] = 1;
      return new double[][] {any};
    }
    double[][] vectors = eigen.vectors(count);
    return byRows ? throughRows(x, mean, vectors) : vectors;
  }

  /**
   * The lower triangle of X^T X, or of X X^T, for the centred rows X.
   *
   * @param size d for X^T X; n for X X^T
   */
  private static double[][] moments(float[] x, double[] mean, int size) {
    int columns = mean.length;
    int n = x.length / columns;
    boolean byRows = size != columns;
    int vectors = byRows ? columns : n;
    double[][] lower = new double[size][];
    for (int i = 0; i < size; i++) {
      lower[i] = new double[i + 1];
    }
    double[][] block = new double[BLOCK][size];
    for (int first = 0; first < vectors; first += BLOCK) {
      int count = Math.min(BLOCK, vectors - first);
      for (int v = 0; v < count; v++) {
        for (int i = 0; i < size; i++) {
          int row = byRows ? i : first + v;
          int column = byRows ? first + v : i;
          block[v][i] = x[row * columns + column] - mean[column];
        }
      }
      for (int i = 0; i < size; i++) {
        for (int v = 0; v < count; v++) {
          Rows.addMultiple(block[v][i], block[v], 0, lower[i], 0, i + 1);
        }
      }
    }
    return lower;
  }

  /** Components from eigenvectors u of X X^T: X^T u, scaled to length 1. */
  private static double[][] throughRows(float[] x, double[] mean, double[][] vectors) {
    int columns = mean.length;
    double[][] components = new double[vectors.length][columns];
    for (int k = 0; k < vectors.length; k++) {
      double[] component = components[k];
      for (int row = 0; row < vectors[k].length; row++) {
        double factor = vectors[k][row];
        for (int j = 0; j < columns; j++) {
          component[j] += factor * (x[row * columns + j] - mean[j]);
        }
      }
      Vectors.removeAll(Arrays.copyOf(components, k), component);
      Vectors.normalize(component);
    }
    return components;
  }

  /** A random orthogonal matrix, always the same for a size. */
  private static double[][] rotation(int size) {
    UniformNumbers random = new UniformNumbers(0, "rotation");
    double[][] rotation = new double[size][size];
    for (int k = 0; k < size; k++) {
      do {
        for (int j = 0; j < size; j++) {
          rotation[k][j] = random.nearlyNormal();
        }
        Vectors.normalize(rotation[k]);
        Vectors.removeAll(Arrays.copyOf(rotation, k), rotation[k]);
      } while (!(Vectors.normalize(rotation[k]) > 1e-6));
    }
    return rotation;
  }

  /** d, the number of columns that it takes. */
  public int columns() {
    return mean.length;
  }

  /** k, the number of columns that it gives. */
  public int width() {
    return axes.length / mean.length;
  }

  /**
   * Projects rows.
   *
   * @param x n x d, row-major
   * @return n x k, row-major
   */
  public float[] apply(float[] x) {
    int columns = columns();
    int width = width();
    int n = x.length / columns;
    float[] projected = new float[Math.multiplyExact(n, width)];
    double[] sum = new double[width];
    for (int row = 0; row < n; row++) {
      Arrays.fill(sum, 0);
      for (int j = 0; j < columns; j++) {
        double centred = x[row * columns + j] - mean[j];
        int at = j * width;
        for (int k = 0; k < width; k++) {
          sum[k] += centred * axes[at + k];
        }
      }
      for (int k = 0; k < width; k++) {
        projected[row * width + k] = (float) Math.clamp(sum[k], -Float.MAX_VALUE, Float.MAX_VALUE);
      }
    }
    return projected;
  }

  /** Projects a table. */
  public Dataset apply(Dataset data) {
    return data.withVectors(apply(data.x()), width());
  }
}
