package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;

/** Tiles one below the other, and where their sums come from and go to. */
final class VectorApiProducts {
  /** Terms of a sum that goes on from what there was. */
  private static final int LONGEST_CONTINUED = 256;

  private final VectorOps ops;
  private final float[] aside = new float[VectorApiTiles.ROWS * VectorApiTiles.WIDEST];
  private final float[] zeros = new float[VectorApiTiles.WIDEST];

  /**
   * @param ops stores the sums that were put aside
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
   * Whether a tile can begin with what is to be added to it. Long sums join what there is at their
   * end instead: fewer roundings build up.
   */
  private static boolean startsTile(RowStore store, int inner) {
    return store.beta == 0 || (store.beta == 1 && !store.biased && inner <= LONGEST_CONTINUED);
  }

  /** A tile that does all itself: begins with the bias or with what there is, and is rectified. */
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

  /** A tile of bare sums beside the result. */
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
