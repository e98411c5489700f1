package dev.earshot.data;

/**
 * Column-wise standardisation with the statistics of a training set: {@code (x - mean) /
 * deviation}, the deviation being the population's; a column that was constant becomes 0.
 * Optionally bounded to {@code -clip .. clip}.
 *
 * @param mean one number a column
 * @param deviation one number a column; 0 for a constant one
 * @param clip the bound; 0 for none
 */
public record Standardizer(double[] mean, double[] deviation, double clip) {
  public Standardizer {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "%d means and %d deviations".formatted(mean.length, deviation.length));
    }
  }

  /**
   * Computes the statistics of some rows of a table.
   *
   * @param rows at least one
   */
  public static Standardizer of(Dataset data, int[] rows, double clip) {
    return of(data.select(rows).x(), data.columns(), clip);
  }

  /**
   * Computes the statistics of rows.
   *
   * @param x n x columns, row-major; at least one row
   */
  public static Standardizer of(float[] x, int columns, double clip) {
    int n = x.length / columns;
    double[] mean = new double[columns];
    double[] deviation = new double[columns];
    for (int row = 0; row < n; row++) {
      for (int j = 0; j < columns; j++) {
        mean[j] += x[row * columns + j] / (double) n;
      }
    }
    for (int row = 0; row < n; row++) {
      for (int j = 0; j < columns; j++) {
        double difference = x[row * columns + j] - mean[j];
        deviation[j] += difference * difference / n;
      }
    }
    for (int j = 0; j < columns; j++) {
      double root = Math.sqrt(deviation[j]);
      // Rounding alone leaves a deviation of about 1e-16 of the mean on a constant column.
      deviation[j] = root <= 1e-12 * Math.abs(mean[j]) ? 0 : root;
    }
    return new Standardizer(mean, deviation, clip);
  }

  /** The bound on what comes out; infinite for none. */
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
