package dev.earshot.metrics;

/**
 * Squared Euclidean distances between the rows of a table, in double precision. They are added
 * column by column, which the compiler turns into vector instructions.
 */
final class SquaredDistances {
  private final float[][] columns;
  private final int n;

  /**
   * @param x n x columns, row-major
   * @param columns the number of values per row
   */
  SquaredDistances(float[] x, int columns) {
    n = x.length / columns;
    this.columns = new float[columns][n];
    for (int i = 0; i < x.length; i++) {
      this.columns[i % columns][i / columns] = x[i];
    }
  }

  /** Those of a row to all n rows. */
  double[] of(int row) {
    var squares = new double[n];
    for (float[] column : columns) {
      addSquares(column, column[row], squares);
    }
    return squares;
  }

  private static void addSquares(float[] column, double value, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      double difference = column[i] - value;
      sums[i] += difference * difference;
    }
  }
}
