package dev.earshot.compute.simd;

/**
 * The rows of a gradient that are not all zeros. If a loss depends on a few nodes only, most rows
 * of the gradients near it are zero. Products with such gradients then need only the other rows.
 */
final class NonZeroRows {
  /**
   * At least one row in this many must be zero; otherwise leaving them out does not pay for the
   * copies.
   */
  private static final int ONE_OF = 4;

  private int[] rows = {};
  private int count;

  /**
   * Finds the rows that are not zero. Returns whether enough rows are zero for leaving them out.
   */
  boolean find(VectorOps ops, SimdMatrix x) {
    if (rows.length < x.rows()) {
      rows = new int[x.rows()];
    }
    count = 0;
    for (int i = 0; i < x.rows(); i++) {
      if (!ops.isZero(x.data, x.row(i), x.columns())) {
        rows[count++] = i;
      }
    }
    return x.rows() > 0 && ONE_OF * (x.rows() - count) >= x.rows();
  }

  /** The number of rows found. */
  int count() {
    return count;
  }

  /** Copies the rows found from one matrix to the first rows of another. */
  void gather(SimdMatrix from, SimdMatrix to) {
    for (int k = 0; k < count; k++) {
      System.arraycopy(from.data, from.row(rows[k]), to.data, to.row(k), from.columns());
    }
  }

  /**
   * {@code to = scattered + beta to}, where {@code scattered} has the first rows of {@code from} at
   * the rows found, and 0 elsewhere.
   */
  void scatter(VectorOps ops, SimdMatrix from, double beta, SimdMatrix to) {
    int next = 0;
    for (int k = 0; k < count; k++) {
      to.scale(ops, beta, to.row(next), (rows[k] - next) * to.columns());
      ops.add(1, from.data, from.row(k), (float) beta, to.data, to.row(rows[k]), from.columns());
      next = rows[k] + 1;
    }
    to.scale(ops, beta, to.row(next), (to.rows() - next) * to.columns());
  }
}
