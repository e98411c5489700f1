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
}
