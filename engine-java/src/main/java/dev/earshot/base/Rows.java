package dev.earshot.base;

/**
 * Short loops over stretches of rows, in double precision and a fixed order: from the first element
 * to the last one. The JVM compiles each of these once. A long method with loops of its own takes
 * far longer, once while the method runs and once more for later calls.
 */
public final class Rows {
  private Rows() {}

  /** {@code sum + a[0] b[0] + a[1] b[1] + ...} for n elements from the given places on. */
  public static double addProducts(double sum, double[] a, int aAt, double[] b, int bAt, int n) {
    for (int i = 0; i < n; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  /** {@code sum + a[0] b[0] + a[1] b[1] + ...} for n elements from the given places on. */
  public static double addProducts(double sum, float[] a, int aAt, double[] b, int bAt, int n) {
    for (int i = 0; i < n; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  /** {@code sum - a[0] b[0] - a[1] b[1] - ...} for n elements from the given places on. */
  public static double subtractProducts(
      double sum, double[] a, int aAt, double[] b, int bAt, int n) {
    for (int i = 0; i < n; i++) {
      sum -= a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  /** {@code y += factor x} for n elements from the given places on. */
  public static void addMultiple(double factor, double[] x, int xAt, double[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += factor * x[xAt + i];
    }
  }

  /** {@code y += factor x} for n elements from the given places on. */
  public static void addMultiple(double factor, float[] x, int xAt, double[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += factor * x[xAt + i];
    }
  }

  /** {@code x *= factor}. */
  public static void scale(double[] x, double factor) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }

  /** {@code x /= divisor}. */
  public static void divide(double[] x, double divisor) {
    for (int i = 0; i < x.length; i++) {
      x[i] /= divisor;
    }
  }

  /** The nearest floats of n elements from the given place on. */
  public static float[] floats(double[] x, int at, int n) {
    float[] floats = new float[n];
    for (int i = 0; i < n; i++) {
      floats[i] = (float) x[at + i];
    }
    return floats;
  }

  /** The same numbers in double precision. */
  public static double[] doubles(float[] x) {
    double[] doubles = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      doubles[i] = x[i];
    }
    return doubles;
  }

  /** The transpose, columns x rows, of a matrix rows x columns, both row-major. */
  public static double[] transposed(double[] x, int rows, int columns) {
    double[] turned = new double[x.length];
    for (int row = 0; row < rows; row++) {
      copyToColumn(x, row * columns, columns, turned, row, rows);
    }
    return turned;
  }

  private static void copyToColumn(double[] x, int at, int n, double[] to, int column, int stride) {
    for (int i = 0; i < n; i++) {
      to[i * stride + column] = x[at + i];
    }
  }
}
