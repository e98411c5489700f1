package dev.earshot.compute.simd;

/**
 * The right factor of a product, inner x columns, in the layout that the micro-kernel reads: panels
 * of neighbouring columns. Each panel is stored row after row, and the last one is padded with
 * zeros. It can also be a matrix used in place, whose panels are windows on its rows. Reading in
 * place is a few percent slower, but for a left factor of few rows this costs less than a packed
 * copy.
 *
 * <p>Only the last panel can be padded, so the packed panel that begins at column j begins at
 * element {@code j * inner}.
 */
final class PackedMatrix {
  private static final long NEVER = -1;

  /** Weights are only used in place if the left factor has at most this many rows. */
  static final int FEW_ROWS = 96;

  /**
   * A matrix is only used in place if it has at most this many columns. Panels of longer rows would
   * spread over too many memory pages and map to too few lines of the first-level cache.
   */
  private static final int LONGEST_IN_PLACE = 256;

  private PanelLayout layout = PanelLayout.WIDE;
  float[] panels = {};
  private int offset;
  private boolean inPlace;
  int inner;
  int columns;
  private long version = NEVER;

  PanelLayout layout() {
    return layout;
  }

  boolean isStale(long currentVersion) {
    return version != currentVersion;
  }

  /** Whether a right factor can be read in place about as fast as a packed copy. */
  static boolean worksInPlace(SimdMatrix source) {
    int last = source.columns();
    while (last > PanelLayout.WIDE.width(last)) {
      last -= PanelLayout.WIDE.width(last);
    }
    return source.columns() <= LONGEST_IN_PLACE && last >= PanelLayout.STEP;
  }

  /**
   * Uses a matrix's first rows in place, without a copy. {@link #worksInPlace} must hold for it.
   */
  PackedMatrix layOver(SimdMatrix source, int rows) {
    inPlace = true;
    panels = source.data;
    offset = source.offset;
    inner = rows;
    columns = source.columns();
    return this;
  }

  /**
   * The index in {@link #panels} of a row's first element, in the panel that begins at a column.
   */
  int panelAt(int row, int column, int width) {
    return inPlace ? offset + row * columns + column : column * inner + row * width;
  }

  /** Whether the rows lie one behind the other, as in the matrix itself. */
  boolean isInPlace() {
    return inPlace;
  }

  /** Copies n elements of a row, from a panel's first column on, to the beginning of an array. */
  void copyRow(int row, int first, int n, float[] to) {
    for (int j = first; j < first + n; ) {
      int width = layout.width(columns - j);
      int some = Math.min(width, first + n - j);
      System.arraycopy(panels, panelAt(row, j, width), to, j - first, some);
      j += width;
    }
  }

  /** The distance, in elements, from one row of a panel of this width to the next. */
  int stride(int width) {
    return inPlace ? columns : width;
  }

  /** Packs a matrix, inner x columns. */
  void pack(VectorOps ops, SimdMatrix source, long sourceVersion) {
    pack(ops, source, source.rows(), sourceVersion);
  }

  /** Packs a matrix's first rows. */
  void pack(VectorOps ops, SimdMatrix source, int rows, long sourceVersion) {
    begin(ops, rows, source.columns(), sourceVersion);
    for (int j = 0; j < columns; j += layout.width(columns - j)) {
      int width = layout.width(columns - j);
      int valid = Math.min(width, columns - j);
      ops.packPanel(
          source.data, source.offset + j, columns, inner, valid, width, panels, j * inner);
    }
  }

  /** Packs the transpose of a matrix's rows {@code first .. first + count - 1}: inner x count. */
  void packTransposed(VectorOps ops, SimdMatrix source, int first, int count, long sourceVersion) {
    begin(ops, source.columns(), count, sourceVersion);
    for (int j = 0; j < columns; j += layout.width(columns - j)) {
      int width = layout.width(columns - j);
      int valid = Math.min(width, columns - j);
      ops.packPanelTransposed(
          source.data, source.row(first + j), inner, inner, valid, width, panels, j * inner);
    }
  }

  private void begin(VectorOps ops, int newInner, int newColumns, long newVersion) {
    inner = newInner;
    columns = newColumns;
    version = newVersion;
    layout = ops.panels();
    int padded = 0;
    while (padded < columns) {
      padded += layout.width(columns - padded);
    }
    if (panels.length < Math.multiplyExact(padded, inner)) {
      panels = new float[padded * inner];
    }
  }
}
