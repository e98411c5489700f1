package dev.earshot.check;

/**
 * The size of a case.
 *
 * @param n number of rows (nodes)
 * @param k number of input columns (features)
 * @param m number of output columns (width, classes)
 */
public record Size(int n, int k, int m) {
  @Override
  public String toString() {
    return n + "x" + k + "x" + m;
  }
}
