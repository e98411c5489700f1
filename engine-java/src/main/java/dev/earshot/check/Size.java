package dev.earshot.check;

/** The size of a case: n rows (nodes), k columns in (features), m columns out (width, classes). */
public record Size(int n, int k, int m) {
  @Override
  public String toString() {
    return n + "x" + k + "x" + m;
  }
}
