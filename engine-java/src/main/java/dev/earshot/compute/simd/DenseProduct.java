package dev.earshot.compute.simd;

/**
 * The arguments of a product with a {@link PackedMatrix}: {@code rows x inner} of a left factor
 * times rows {@code begin .. begin + inner - 1} of b. One object is reused for all products.
 *
 * <p>Element (i, t) of the left factor is {@code a[aOffset + i aRowStride + t aInnerStride]}, so a
 * transposed left factor only differs in its strides. The sum z is stored as {@code c =
 * activation(z + beta c + bias)}.
 *
 * <p>A sum is a chain of fused multiply-adds in the order of t, at every vector width. It begins
 * with the bias or the old value of c where {@link RowStore#startsSums} says so.
 */
final class DenseProduct {
  float[] a;
  int aOffset;
  int aRowStride;
  int aInnerStride;
  int rows;

  PackedMatrix b;
  int begin;
  int inner;

  float[] c;
  int cOffset;
  int cStride;

  final RowStore store = new RowStore();
}
