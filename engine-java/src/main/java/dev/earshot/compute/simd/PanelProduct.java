package dev.earshot.compute.simd;

/**
 * The arguments of the micro-kernel: {@code rows x inner} of a left factor times one panel of a
 * {@link PackedMatrix}. One object is filled in again for each panel.
 *
 * <p>Element (i, t) of the left factor is {@code a[aOffset + i aRowStride + t aInnerStride]}, so a
 * transposed left factor is a matter of strides. The sum z is stored as {@code c = activation(z +
 * beta c + bias)} in the first {@code columns} columns.
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

  /** Elements from one row of the panel to the next: its width, or more where it was not packed. */
  int panelStride;

  int inner;

  float[] c;
  int cOffset;
  int cStride;
  int columns;

  /** Where a tile's last vector begins if it is not its only one: it ends with the last column. */
  int tail;

  final RowStore store = new RowStore();

  /** What the sums of the tile at work start from: row i begins at startOffset + i startStride. */
  float[] start;

  int startOffset;
  int startStride;

  /** What they are not to fall below. */
  float least;

  /** Where they go. */
  float[] sums;

  int sumsOffset;
  int sumsStride;
}
