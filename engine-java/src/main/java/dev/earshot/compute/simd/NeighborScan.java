package dev.earshot.compute.simd;

import dev.earshot.compute.Epilogue;

/**
 * One thread's part of a {@link NeighborSearch}. It multiplies groups of rows with a block of
 * columns. From the products and a bound on their error it finds the pairs that may change a
 * result. Only for those pairs is the distance computed from differences. A block is packed once.
 * The block and the products of a group stay in the second-level cache until all groups are done.
 */
final class NeighborScan {
  /** Floats in a block of columns. */
  private static final int BLOCK_FLOATS = 1 << 16;

  private static final int FEWEST_COLUMNS = 64;
  private static final int MOST_COLUMNS = 512;
  private static final int GROUP_ROWS = 48;

  private final Worker worker;
  private final CenteredRows rows;
  private final CenteredRows columns;
  private final Selection rowSelection;
  private final Selection columnSelection;
  private final NeighborRule rule;
  private final SimdMatrix block;
  private final PackedMatrix packedBlock = new PackedMatrix();
  private final SimdMatrix group;
  private final SimdMatrix products;
  private final CandidateScan scan = new CandidateScan();

  /** Rows and columns may be the same object, and so may their selections. */
  NeighborScan(
      Worker worker,
      CenteredRows rows,
      Selection rowSelection,
      CenteredRows columns,
      Selection columnSelection,
      NeighborRule rule) {
    this.worker = worker;
    this.rows = rows;
    this.rowSelection = rowSelection;
    this.columns = columns;
    this.columnSelection = columnSelection;
    this.rule = rule;
    int width = blockColumns(columns.columns());
    block = new SimdMatrix(width, columns.columns());
    group = new SimdMatrix(GROUP_ROWS, columns.columns());
    products = new SimdMatrix(GROUP_ROWS, width);
    scan.products = products.data;
    scan.columnLower = columns.lower;
    scan.columnUpper = columns.upper;
    scan.columnNear = columnSelection.near;
    scan.columnFar = columnSelection.far;
    scan.found = new int[width];
  }

  /** The number of points in a block, for points of d numbers. */
  static int blockColumns(int d) {
    int fitting = BLOCK_FLOATS / Math.max(1, d);
    return Math.clamp(fitting - fitting % FEWEST_COLUMNS, FEWEST_COLUMNS, MOST_COLUMNS);
  }

  /** The neighbours found so far for the rows. */
  Selection selection() {
    return rowSelection;
  }

  /** Searches a block of columns; in a self-join only the pairs with earlier rows. */
  void block(int first, int count, boolean selfJoin) {
    columns.copy(worker.ops, first, count, block.data);
    packedBlock.packTransposed(worker.ops, block, 0, count, 0);
    scan.firstColumn = first;
    scan.count = count;
    int end = selfJoin ? first + count : rows.count();
    for (int row = 0; row < end; row += GROUP_ROWS) {
      int some = Math.min(GROUP_ROWS, end - row);
      rows.copy(worker.ops, row, some, group.data);
      worker.gemm.multiply(group, packedBlock, 0, Epilogue.NONE, products, 0, some);
      for (int i = row; i < row + some; i++) {
        look(i, products.row(i - row), selfJoin);
      }
    }
  }

  private void look(int i, int at, boolean selfJoin) {
    scan.at = at;
    scan.rowLower = rows.lower[i];
    scan.rowUpper = rows.upper[i];
    scan.rowNear = rowSelection.near[i];
    scan.rowFar = rowSelection.far[i];
    int candidates = worker.ops.candidates(scan);
    for (int c = 0; c < candidates; c++) {
      int j = scan.firstColumn + scan.found[c];
      if (!selfJoin || i < j) {
        measure(i, j, products.data[at + scan.found[c]]);
      }
    }
  }

  /**
   * Repeats the four tests of {@link CandidateScan}, because the selections may have become
   * stricter since.
   */
  private void measure(int i, int j, float product) {
    boolean nearRow = product - columns.lower[j] >= rowSelection.near[i] && rule.near(i, j);
    boolean farRow = product - columns.upper[j] <= rowSelection.far[i] && rule.far(i, j);
    boolean nearColumn = product - rows.lower[i] >= columnSelection.near[j] && rule.near(j, i);
    boolean farColumn = product - rows.upper[i] <= columnSelection.far[j] && rule.far(j, i);
    if (!(nearRow || farRow || nearColumn || farColumn)) {
      return;
    }
    double distance = rows.squaredDistance(worker.ops, i, columns, j);
    if (nearRow) {
      rowSelection.offerNear(i, j, distance);
    }
    if (farRow) {
      rowSelection.offerFar(i, j, distance);
    }
    if (nearColumn) {
      columnSelection.offerNear(j, i, distance);
    }
    if (farColumn) {
      columnSelection.offerFar(j, i, distance);
    }
  }
}
