package dev.earshot.data;

import dev.earshot.Dataset;

/**
 * Standardises each column with the statistics of a training set: {@code (x - mean) / deviation}.
 * The deviation is the population's standard deviation. A column that was constant in the training
 * set becomes 0. The result can be bounded to {@code -clip .. clip}.
 *
 * @param mean the mean of each column
 * @param deviation the standard deviation of each column; 0 for a constant column
 * @param clip the bound; 0 for no bound
 */
public record Standardizer(double[] mean, double[] deviation, double clip) {
  /**
   * @throws IllegalArgumentException if the numbers of means and deviations differ, a mean is NaN
   *     or infinite, or a deviation or the bound is negative, NaN or infinite
   */
  public Standardizer {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "%s means and %s deviations".formatted(mean.length, deviation.length));
    }
    for (int j = 0; j < mean.length; j++) {
      if (!Double.isFinite(mean[j]) || !isSize(deviation[j])) {
        throw new IllegalArgumentException(
            "column %s has mean %s and deviation %s".formatted(j, mean[j], deviation[j]));
      }
    }
    if (!isSize(clip)) {
      throw new IllegalArgumentException("standardised values are bounded by " + clip);
    }
  }

  private static boolean isSize(double number) {
    return Double.isFinite(number) && number >= 0;
  }

  /**
   * Computes the statistics of some rows of a table.
   *
   * @param data the table
   * @param rows indices of rows, at least one
   * @param clip the bound; 0 for no bound
   */
  public static Standardizer of(Dataset data, int[] rows, double clip) {
    return of(data.select(rows).x(), data.columns(), clip);
  }

  /**
   * Computes the statistics of rows.
   *
   * @param x n x columns, row-major; at least one row
   * @param columns the number of values per row
   * @param clip the bound; 0 for no bound
   */
  public static Standardizer of(float[] x, int columns, double clip) {
    int n = x.length / columns;
    double[] mean = new double[columns];
    double[] deviation = new double[columns];
    for (int row = 0; row < n; row++) {
      addParts(x, row * columns, n, mean);
    }
    for (int row = 0; row < n; row++) {
      addSquares(x, row * columns, n, mean, deviation);
    }
    for (int j = 0; j < columns; j++) {
      double root = Math.sqrt(deviation[j]);
      // A constant column has a deviation of about 1e-16 of its mean, from rounding alone.
      deviation[j] = root <= 1e-12 * Math.abs(mean[j]) ? 0 : root;
    }
    return new Standardizer(mean, deviation, clip);
  }

  // Short loops of their own: the JVM takes long to compile one in another.

  private static void addParts(float[] x, int at, int n, double[] mean) {
    for (int j = 0; j < mean.length; j++) {
      mean[j] += x[at + j] / (double) n;
    }
  }

  private static void addSquares(float[] x, int at, int n, double[] mean, double[] sums) {
    for (int j = 0; j < mean.length; j++) {
      double difference = x[at + j] - mean[j];
      sums[j] += difference * difference / n;
    }
  }

  /** The bound on standardised values; infinite if there is none. */
  public double bound() {
    return clip > 0 ? clip : Double.POSITIVE_INFINITY;
  }

  /** Standardises rows, row-major, into a new array. */
  public float[] apply(float[] x) {
    int columns = mean.length;
    float[] standardised = new float[x.length];
    double bound = bound();
    for (int row = 0; row < x.length; row += columns) {
      for (int j = 0; j < columns; j++) {
        double value = deviation[j] == 0 ? 0 : (x[row + j] - mean[j]) / deviation[j];
        standardised[row + j] = (float) Math.max(-bound, Math.min(bound, value));
      }
    }
    return standardised;
  }
}
