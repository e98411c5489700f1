package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;

/** Computes a panel's tiles from top to bottom, and sets where their sums start from and go to. */
final class VectorApiProducts {
  /** The largest number of terms for which a sum starts from the old value. */
  private static final int LONGEST_CONTINUED = 256;

  private final VectorOps ops;
  private final float[] aside = new float[VectorApiTiles.ROWS * VectorApiTiles.WIDEST];
  private final float[] zeros = new float[VectorApiTiles.WIDEST];

  /**
   * @param ops stores the sums from the scratch buffer
   */
  VectorApiProducts(VectorOps ops) {
    this.ops = ops;
  }

  void multiply(PanelProduct call) {
    boolean whole = call.columns >= LANES && startsTile(call.store, call.inner);
    call.tail = call.columns - LANES;
    for (int row = 0; row < call.rows; row += VectorApiTiles.ROWS) {
      if (whole) {
        beginTile(call, row);
        VectorApiTiles.multiply(call, row);
      } else {
        beginAside(call);
        VectorApiTiles.multiply(call, row);
        storeAside(call, row);
      }
    }
  }

  /**
   * Whether a tile's sums can start from the old values or the bias. Long sums are added to the old
   * values at the end instead, so that fewer rounding errors build up.
   */
  private static boolean startsTile(RowStore store, int inner) {
    return store.beta == 0 || (store.beta == 1 && !store.biased && inner <= LONGEST_CONTINUED);
  }

  /**
   * Sets up a tile that writes the result directly: its sums start from the bias or the old values,
   * and ReLU is applied.
   */
  private void beginTile(PanelProduct call, int row) {
    RowStore store = call.store;
    call.sums = call.c;
    call.sumsOffset = call.cOffset + row * call.cStride;
    call.sumsStride = call.cStride;
    call.least = store.relu ? 0 : Float.NEGATIVE_INFINITY;
    if (store.beta == 1) {
      call.start = call.c;
      call.startOffset = call.sumsOffset;
      call.startStride = call.cStride;
    } else {
      call.start = store.biased ? store.bias : zeros;
      call.startOffset = store.biased ? store.biasOffset : 0;
      call.startStride = 0;
    }
  }

  /** Sets up a tile that writes plain sums to the scratch buffer. */
  private void beginAside(PanelProduct call) {
    call.sums = aside;
    call.sumsOffset = 0;
    call.sumsStride = call.panelWidth;
    call.start = zeros;
    call.startOffset = 0;
    call.startStride = 0;
    call.least = Float.NEGATIVE_INFINITY;
  }

  private void storeAside(PanelProduct call, int row) {
    int end = Math.min(call.rows, row + VectorApiTiles.ROWS);
    for (int i = row; i < end; i++) {
      int from = (i - row) * call.sumsStride;
      ops.store(call.sums, from, call.store, call.c, call.cOffset + i * call.cStride, call.columns);
    }
  }

  void squaredDistances(PanelProduct call) {
    boolean whole = call.columns == call.panelWidth && call.store.changesNothing();
    for (int row = 0; row < call.rows; row += VectorApiTiles.ROWS) {
      if (whole) {
        beginTile(call, row);
        VectorApiDistances.squaredDistances(call, row);
      } else {
        beginAside(call);
        VectorApiDistances.squaredDistances(call, row);
        storeAside(call, row);
      }
    }
  }
}
