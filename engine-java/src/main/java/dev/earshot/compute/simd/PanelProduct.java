package dev.earshot.compute.simd;

/**
 * The arguments of the micro-kernel: {@code rows x inner} of a left factor times one panel of a
 * {@link PackedMatrix}. See {@link DenseProduct} for the left factor.
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

  /**
   * The column at which a tile's last vector begins if the tile has several. That vector ends with
   * the last column.
   */
  int tail;

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
