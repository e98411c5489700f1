package dev.earshot.check;

import java.util.List;

/**
 * The size of a case.
 *
 * @param n number of rows (nodes)
 * @param k number of input columns (features)
 * @param m number of output columns (width, classes)
 */
public record Size(int n, int k, int m) {
  /** For products. */
  static final List<Size> PRODUCTS =
      List.of(
          new Size(1, 1, 1),
          new Size(7, 5, 3),
          new Size(53, 165, 256),
          new Size(53, 256, 4),
          new Size(71, 128, 33),
          new Size(257, 71, 53));

  /** For work on rows. */
  static final List<Size> ROWS =
      List.of(
          new Size(1, 1, 1),
          new Size(7, 3, 2),
          new Size(53, 165, 4),
          new Size(71, 128, 33),
          new Size(257, 7, 10));

  @Override
  public String toString() {
    return n + "x" + k + "x" + m;
  }
}
