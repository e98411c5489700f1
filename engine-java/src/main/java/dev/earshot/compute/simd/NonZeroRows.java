package dev.earshot.compute.simd;

/**
 * The rows of a gradient that are not all zeros. A loss over a few nodes leaves most rows of the
 * gradients near it zero, and products with them are products of the other rows alone.
 */
final class NonZeroRows {
  /** One row of so many must be zero for leaving them out to be worth the copies. */
  private static final int ONE_OF = 4;

  private int[] rows = {};
  private int count;

  /** Looks for the rows; returns whether enough of them are zero to leave those out. */
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

  /** How many there are. */
  int count() {
    return count;
  }

  /** Copies these rows of a matrix to the first of another. */
  void gather(SimdMatrix from, SimdMatrix to) {
    for (int k = 0; k < count; k++) {
      System.arraycopy(from.data, from.row(rows[k]), to.data, to.row(k), from.columns());
    }
  }

  /** {@code to = scattered + beta to}, with the first rows of a matrix scattered to these. */
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
