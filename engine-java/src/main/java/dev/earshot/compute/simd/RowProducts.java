package dev.earshot.compute.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The arithmetic of {@link VectorSearch}: one row of a file with one query, in float. */
interface RowProducts {
  /** Numbers in the file: float32, little-endian, at any address. */
  ValueLayout.OfFloat NUMBER = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Computes {@code dots[to] = sum_t x_t q_t} and {@code squares[to] = sum_t x_t^2} over n numbers.
   * The order of the sums is free: {@link VectorSearch} bounds the error of any order.
   *
   * @param rows the memory that holds x, from this byte on
   * @param query q, at least n numbers from {@code from} on
   */
  void compute(
      MemorySegment rows,
      long at,
      float[] query,
      int from,
      int n,
      float[] dots,
      float[] squares,
      int to);

  /** Plain loops, for a JVM on which vectors do not pay. */
  final class Plain implements RowProducts {
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
}
