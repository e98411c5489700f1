package dev.earshot.compute.simd;

/**
 * The order in which a row's elements are added up, the same at every vector width. Element i goes
 * to the partial sum i mod {@value #LANES}, as long as {@value #LANES} whole elements are left. The
 * others are summed one after the other. Then come the partial sums, one after the other.
 */
final class FixedOrder {
  /** The number of partial sums of a row. */
  static final int LANES = 16;

  /** Rows of a block that is summed before it is added to the sum of a column. */
  static final int ROWS = 64;

  private FixedOrder() {}

  /** The number of elements that go to the partial sums. */
  static int bound(int n) {
    return n - n % LANES;
  }

  /** The sum of the last elements and of the partial sums. */
  static double total(double last, double[] partial) {
    double sum = last;
    for (double lane : partial) {
      sum += lane;
    }
    return sum;
  }

  /** As {@link #total(double, double[])}. */
  static double total(double last, float[] partial) {
    double sum = last;
    for (float lane : partial) {
      sum += lane;
    }
    return sum;
  }
}
