package dev.earshot.compute.simd;

/**
 * The right factor of a product, inner x columns, laid out as the micro-kernel reads it: panels of
 * neighbouring columns, each panel row after row, the last panel padded with zeros.
 *
 * <p>Only the last panel can be padded, so the panel that begins at column j begins at element
 * {@code j * inner}.
 */
final class PackedMatrix {
  private static final long NEVER = -1;

  float[] panels = {};
  int inner;
  int columns;
  private long version = NEVER;

  boolean isStale(long currentVersion) {
    return version != currentVersion;
  }

  /** Packs a matrix, inner x columns. */
  void pack(VectorOps ops, SimdMatrix source, long sourceVersion) {
    pack(ops, source, source.rows(), sourceVersion);
  }

  /** Packs a matrix's first rows. */
  void pack(VectorOps ops, SimdMatrix source, int rows, long sourceVersion) {
    begin(ops, rows, source.columns(), sourceVersion);
    for (int j = 0; j < columns; j += ops.panelWidth(columns - j)) {
      int width = ops.panelWidth(columns - j);
      int valid = Math.min(width, columns - j);
      ops.packPanel(
          source.data, source.offset + j, columns, inner, valid, width, panels, j * inner);
    }
  }

  /** Packs the transpose of a matrix's rows {@code first .. first + count - 1}: inner x count. */
  void packTransposed(VectorOps ops, SimdMatrix source, int first, int count, long sourceVersion) {
    begin(ops, source.columns(), count, sourceVersion);
    for (int j = 0; j < columns; j += ops.panelWidth(columns - j)) {
      int width = ops.panelWidth(columns - j);
      int valid = Math.min(width, columns - j);
      ops.packPanelTransposed(
          source.data, source.row(first + j), inner, inner, valid, width, panels, j * inner);
    }
  }

  private void begin(VectorOps ops, int newInner, int newColumns, long newVersion) {
    inner = newInner;
    columns = newColumns;
    version = newVersion;
    int padded = 0;
    while (padded < columns) {
      padded += ops.panelWidth(columns - padded);
    }
    if (panels.length < Math.multiplyExact(padded, inner)) {
      panels = new float[padded * inner];
    }
  }
}
