package dev.earshot.compute.simd;

/**
 * How a {@link PackedMatrix} divides its columns into panels. All arithmetic of one backend reads
 * the same layout.
 *
 * @param lanes the columns of a panel are a multiple of this
 * @param most the most such multiples in one panel
 */
record PanelLayout(int lanes, int most) {
  /** For plain loops, which read any layout. */
  static final PanelLayout PLAIN = new PanelLayout(16, 4);

  /** The width of the next panel when this many columns are left. */
  int width(int columnsLeft) {
    return lanes * Math.clamp(Math.ceilDiv(columnsLeft, lanes), 1, most);
  }
}
