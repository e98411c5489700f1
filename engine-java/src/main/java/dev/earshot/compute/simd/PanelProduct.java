package dev.earshot.compute.simd;

/**
 * The arguments of the micro-kernel: {@code rows x inner} of a left factor times one panel of a
 * {@link PackedMatrix}. One object is reused for all panels.
 *
 * <p>Element (i, t) of the left factor is {@code a[aOffset + i aRowStride + t aInnerStride]}, so a
 * transposed left factor only differs in its strides. The sum z is stored as {@code c =
 * activation(z + beta c + bias)} in the first {@code columns} columns.
 */
final class PanelProduct {
  float[] a;
  int aOffset;
  int aRowStride;
  int aInnerStride;
  int rows;

  float[] panel;
  int panelOffset;
  int panelWidth;

  /**
   * The distance, in elements, from one row of the panel to the next: its width, or more if it was
   * not packed.
   */
  int panelStride;

  int inner;

  float[] c;
  int cOffset;
  int cStride;
  int columns;

  /**
   * The column at which a tile's last vector begins if the tile has several. That vector ends with
   * the last column.
   */
  int tail;

  final RowStore store = new RowStore();

  /** The initial values of the current tile's sums. Row i begins at startOffset + i startStride. */
  float[] start;

  int startOffset;
  int startStride;

  /** The lower bound of the stored sums: 0 for ReLU, negative infinity for none. */
  float least;

  /** The array that receives the sums. */
  float[] sums;

  int sumsOffset;
  int sumsStride;
}
