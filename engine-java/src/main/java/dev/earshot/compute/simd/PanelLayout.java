package dev.earshot.compute.simd;

/**
 * How a {@link PackedMatrix} divides its columns into panels of {@code most} columns, and for the
 * last ones as many multiples of {@value #STEP} as they need. A panel is as wide as the tiles that
 * read it. A tile that reads a part of each row of a panel uses a part of the first-level cache.
 *
 * @param most the columns of a panel, a multiple of {@value #STEP}
 */
record PanelLayout(int most) {
  /** The widths of panels are multiples of this number of columns. */
  static final int STEP = 16;

  /** For tiles of 64 columns, and for plain loops. */
  static final PanelLayout WIDE = new PanelLayout(64);

  /** For tiles of 16 columns or fewer. */
  static final PanelLayout NARROW = new PanelLayout(16);

  /** The first column of the panel that has this one. */
  int first(int column) {
    return column - column % most;
  }

  /** The width of the next panel when this many columns are left. */
  int width(int columnsLeft) {
    return Math.clamp(Math.ceilDiv(columnsLeft, STEP) * STEP, STEP, most);
  }
}
