package dev.earshot.compute.simd;

/**
 * The arguments of rows from .. to - 1 of {@code y = activation(a x + beta y + bias)}, a sparse, x
 * and y of {@code width} columns each.
 */
final class SparseProduct {
  CompressedRows a;
  float[] x;
  int xAt;
  float[] y;
  int yAt;
  int width;
  int from;
  int to;
  final RowStore store = new RowStore();
}
