package dev.earshot.compute.simd;

/**
 * How a {@link PackedMatrix} divides its columns into panels: {@value #MOST} columns each, and for
 * the last ones as many multiples of {@value #STEP} as they need. It is the same for plain loops
 * and every vector width.
 */
final class PanelLayout {
  /** The widths of panels are multiples of this number of columns. */
  static final int STEP = 16;

  private static final int MOST = 64;

  private PanelLayout() {}

  /** The first column of the panel that has this one. */
  static int first(int column) {
    return column - column % MOST;
  }

  /** The width of the next panel when this many columns are left. */
  static int width(int columnsLeft) {
    return Math.clamp(Math.ceilDiv(columnsLeft, STEP) * STEP, STEP, MOST);
  }
}
