package dev.earshot.compute.simd;

import java.lang.foreign.MemorySegment;

/** Plain loops, for a JVM on which vectors do not pay. */
final class PlainRowProducts implements RowProducts {
  @Override
  public void compute(
      MemorySegment rows,
      long at,
      float[] query,
      int from,
      int n,
      float[] dots,
      float[] squares,
      int to) {
    // Two sums each: a processor adds to one while the other is not done.
    float dot0 = 0;
    float dot1 = 0;
    float square0 = 0;
    float square1 = 0;
    int t = 0;
    for (; t < n - 1; t += 2) {
      float x0 = rows.get(NUMBER, at + 4L * t);
      float x1 = rows.get(NUMBER, at + 4L * t + 4);
      dot0 += x0 * query[from + t];
      dot1 += x1 * query[from + t + 1];
      square0 += x0 * x0;
      square1 += x1 * x1;
    }
    if (t < n) {
      float x = rows.get(NUMBER, at + 4L * t);
      dot0 += x * query[from + t];
      square0 += x * x;
    }
    dots[to] = dot0 + dot1;
    squares[to] = square0 + square1;
  }
}
