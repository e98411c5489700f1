package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;

import java.util.Arrays;

/** Computes the tiles of a product, and sets where their sums start from and go to. */
final class VectorApiProducts {
  private final VectorOps ops;
  private final PanelProduct call = new PanelProduct();
  private final float[] aside = new float[VectorApiTiles.ROWS * VectorApiTiles.WIDEST];
  private final float[] zeros = new float[VectorApiTiles.WIDEST];
  private final float[] bias = new float[LANES];

  /**
   * @param ops stores the sums from the scratch buffer
   */
  VectorApiProducts(VectorOps ops) {
    this.ops = ops;
  }

  void multiply(DenseProduct p) {
    begin(p);
    boolean continued = p.store.startsSums(p.inner);
    int columns;
    for (int column = 0; column < p.b.columns; column += columns) {
      columns = tiles(p, column);
      boolean direct = continued && columns >= LANES;
      if (continued && !direct && p.store.biased) {
        System.arraycopy(p.store.bias, p.store.biasOffset + column, bias, 0, columns);
      }
      for (int row = 0; row < p.rows; row += VectorApiTiles.ROWS) {
        if (direct) {
          beginTile(p, row, column);
          VectorApiTiles.multiply(call, row);
          continue;
        }
        beginAside();
        if (continued) {
          startAside(p, row, column, columns);
        }
        VectorApiTiles.multiply(call, row);
        if (continued) {
          copyAside(p, row, column, columns);
        } else {
          storeAside(p, row, column, columns);
        }
      }
    }
  }

  private void begin(DenseProduct p) {
    call.a = p.a;
    call.aOffset = p.aOffset;
    call.aRowStride = p.aRowStride;
    call.aInnerStride = p.aInnerStride;
    call.rows = p.rows;
    call.panel = p.b.panels;
    call.inner = p.inner;
  }

  /** Sets up the tiles that begin at this column; returns the number of their columns. */
  private int tiles(DenseProduct p, int column) {
    int first = p.b.layout().first(column);
    int width = p.b.layout().width(p.b.columns - first);
    int end = Math.min(first + width, p.b.columns);
    int columns = VectorApiTiles.width(end - column);
    call.panelOffset = p.b.panelAt(p.begin, first, width) + column - first;
    call.panelStride = p.b.stride(width);
    call.panelWidth = LANES * Math.ceilDiv(columns, LANES);
    call.tail = columns - LANES;
    return columns;
  }

  /** Sets up a tile that writes the result directly. */
  private void beginTile(DenseProduct p, int row, int column) {
    RowStore store = p.store;
    call.sums = p.c;
    call.sumsOffset = p.cOffset + row * p.cStride + column;
    call.sumsStride = p.cStride;
    call.least = store.least();
    if (store.beta == 1) {
      call.start = p.c;
      call.startOffset = call.sumsOffset;
      call.startStride = p.cStride;
    } else {
      call.start = store.biased ? store.bias : zeros;
      call.startOffset = store.biased ? store.biasOffset + column : 0;
      call.startStride = 0;
    }
  }

  /**
   * Sets up a tile that writes its sums to the scratch buffer, for columns that are fewer than a
   * vector has lanes and for sums that are stored in another way.
   */
  private void beginAside() {
    call.sums = aside;
    call.sumsOffset = 0;
    call.sumsStride = call.panelWidth;
    call.start = zeros;
    call.startOffset = 0;
    call.startStride = 0;
    call.least = Float.NEGATIVE_INFINITY;
  }

  /** Starts the scratch buffer's sums as {@link #beginTile} does. */
  private void startAside(DenseProduct p, int row, int column, int columns) {
    call.least = p.store.least();
    if (p.store.beta == 1) {
      int end = Math.min(p.rows, row + VectorApiTiles.ROWS);
      Arrays.fill(aside, 0);
      for (int i = row; i < end; i++) {
        System.arraycopy(
            p.c, p.cOffset + i * p.cStride + column, aside, (i - row) * call.sumsStride, columns);
      }
      call.start = aside;
      call.startStride = call.sumsStride;
    } else if (p.store.biased) {
      call.start = bias;
    }
  }

  private void copyAside(DenseProduct p, int row, int column, int columns) {
    int end = Math.min(p.rows, row + VectorApiTiles.ROWS);
    for (int i = row; i < end; i++) {
      System.arraycopy(
          aside, (i - row) * call.sumsStride, p.c, p.cOffset + i * p.cStride + column, columns);
    }
  }

  private void storeAside(DenseProduct p, int row, int column, int columns) {
    int end = Math.min(p.rows, row + VectorApiTiles.ROWS);
    for (int i = row; i < end; i++) {
      int from = (i - row) * call.sumsStride;
      ops.store(aside, from, p.store, column, p.c, p.cOffset + i * p.cStride + column, columns);
    }
  }

  void squaredDistances(DenseProduct p) {
    begin(p);
    int columns;
    for (int column = 0; column < p.b.columns; column += columns) {
      columns = tiles(p, column);
      boolean whole = columns == call.panelWidth && p.store.changesNothing();
      for (int row = 0; row < p.rows; row += VectorApiTiles.ROWS) {
        if (whole) {
          beginTile(p, row, column);
          VectorApiDistances.squaredDistances(call, row);
        } else {
          beginAside();
          VectorApiDistances.squaredDistances(call, row);
          storeAside(p, row, column, columns);
        }
      }
    }
  }
}
