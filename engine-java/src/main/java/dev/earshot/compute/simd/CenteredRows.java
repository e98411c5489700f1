package dev.earshot.compute.simd;

/**
 * The rows of a matrix as points relative to a centre, so that small distances are not lost in
 * products of large numbers. For each row it also holds bounds on half its squared norm that
 * include the error of a distance computed from products.
 *
 * <p>Let u = 2^-24, let a and b be two centred rows of d numbers, and let s be their product summed
 * in float. Then {@code |s - a b| <= g |a| |b|} with g = d u / (1 - d u). Centring rounds each row
 * by at most u |a|, which changes the squared distance by at most 4 u (|a|^2 + |b|^2). So the true
 * squared distance of the two rows differs from |a|^2 + |b|^2 - 2 s by at most e (|a|^2 + |b|^2)
 * with e = g + 4 u. {@code lower} and {@code upper} are {@code |a|^2 / 2} times 1 - e' and 1 + e',
 * where e' is slightly larger than e.
 */
final class CenteredRows {
  private static final double UNIT = 0x1p-24;

  /** Roundings beyond those of the sum itself. */
  private static final int MORE_ROUNDINGS = 16;

  final float[] lower;
  final float[] upper;
  private final SimdMatrix rows;
  private final float[] center;

  CenteredRows(VectorOps ops, SimdMatrix rows, float[] center) {
    this.rows = rows;
    this.center = center;
    int n = rows.rows();
    int d = rows.columns();
    lower = new float[n];
    upper = new float[n];
    double roundings = 1.01 * (d + MORE_ROUNDINGS) * UNIT;
    double error = roundings / (1 - roundings);
    float[] row = new float[d];
    float[] origin = new float[d];
    for (int i = 0; i < n; i++) {
      copy(ops, i, 1, row);
      double half = ops.squaredDistance(row, 0, origin, 0, d) / 2;
      // The smallest normal number covers products so small that their relative error is not
      // bounded.
      lower[i] = Math.nextDown((float) ((1 - error) * half - Float.MIN_NORMAL));
      upper[i] = Math.nextUp((float) ((1 + error) * half + Float.MIN_NORMAL));
    }
  }

  /** The mean of a matrix's rows. */
  static float[] mean(SimdMatrix rows) {
    int d = rows.columns();
    double[] sums = new double[d];
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < d; j++) {
        sums[j] += rows.data[rows.row(i) + j];
      }
    }
    float[] mean = new float[d];
    for (int j = 0; j < d; j++) {
      mean[j] = (float) (sums[j] / rows.rows());
    }
    return mean;
  }

  int count() {
    return rows.rows();
  }

  int columns() {
    return rows.columns();
  }

  /** Copies some rows, centred. */
  void copy(VectorOps ops, int first, int some, float[] to) {
    for (int i = 0; i < some; i++) {
      System.arraycopy(center, 0, to, i * columns(), columns());
      ops.add(1, rows.data, rows.row(first + i), -1, to, i * columns(), columns());
    }
  }

  /**
   * The squared distance between a row and a row of another matrix, summed from differences in
   * double.
   */
  double squaredDistance(VectorOps ops, int i, CenteredRows other, int j) {
    return ops.squaredDistance(
        rows.data, rows.row(i), other.rows.data, other.rows.row(j), columns());
  }
}
