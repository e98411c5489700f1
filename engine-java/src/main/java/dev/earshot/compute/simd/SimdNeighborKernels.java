package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;

/**
 * Among few points, distances are sums of squared differences in float: a block of queries is
 * packed, and all points are compared with it. Among many points, {@link NeighborSearch} takes most
 * distances from products, which is twice as fast; a self-join then needs only half of the pairs.
 */
final class SimdNeighborKernels implements NeighborKernels {
  /** Floats in a packed block, chosen so that it stays in the second-level cache. */
  private static final int BLOCK_FLOATS = 1 << 16;

  private static final int FEWEST_BLOCK_ROWS = 64;
  private static final int GROUP_ROWS = 48;
  private static final int MOST_LANES = 16;

  /** From this many points on, {@link NeighborSearch} is used: few pairs are candidates then. */
  private static final int MANY = 1024;

  private final NeighborSearch search;
  private final VectorOps ops;
  private final PackedMatrix partOfRows = new PackedMatrix();
  private final DenseProduct call = new DenseProduct();
  private final ColumnSelection selection = new ColumnSelection();
  private float[] distances = {};

  SimdNeighborKernels(Workers workers) {
    search = new NeighborSearch(workers);
    ops = workers.caller().ops;
  }

  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    int n = x.rows();
    SimdMatrix rows = SimdMatrix.of(x);
    HeapIndices label = HeapIndices.of(labels);
    if (n >= MANY) {
      Selection found = search.selfJoin(rows, q, NeighborRule.labels(label));
      nearest.write(found.nearest);
      farthest.write(found.farthest);
      return;
    }
    HeapIndices far = HeapIndices.of(farthest);
    int blockRows = blockRows(rows);
    for (int first = 0; first < n; first += blockRows) {
      int count = Math.min(blockRows, n - first);
      selection.beginSelfJoin(first, count, label, q);
      select(rows, first, count, rows);
      selection.readNearest(HeapIndices.of(nearest), first * q);
      far.set(first, selection.farthest, 0, count);
    }
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    if (k == 0) {
      return;
    }
    SimdMatrix asked = SimdMatrix.of(queries);
    SimdMatrix rows = SimdMatrix.of(base);
    if (base.rows() >= MANY) {
      nearest.write(search.nearest(asked, rows, k).nearest);
      return;
    }
    int blockRows = blockRows(asked);
    for (int first = 0; first < asked.rows(); first += blockRows) {
      int count = Math.min(blockRows, asked.rows() - first);
      selection.begin(count, rows.rows(), k);
      select(asked, first, count, rows);
      selection.readNearest(HeapIndices.of(nearest), first * k);
    }
  }

  private static int blockRows(SimdMatrix rows) {
    int fitting = BLOCK_FLOATS / Math.max(1, rows.columns());
    return Math.max(FEWEST_BLOCK_ROWS, fitting - fitting % FEWEST_BLOCK_ROWS);
  }

  /** Adds the distances of all rows to a block of queries to the selection. */
  private void select(SimdMatrix asking, int first, int count, SimdMatrix rows) {
    PackedMatrix block = packed(asking, first, count);
    int room = GROUP_ROWS * count + MOST_LANES;
    distances = distances.length >= room ? distances : new float[room];
    for (int row = 0; row < rows.rows(); row += GROUP_ROWS) {
      int some = Math.min(GROUP_ROWS, rows.rows() - row);
      distances(rows, row, some, block);
      ops.select(selection, distances, count, row, some);
    }
  }

  /**
   * Packs a block of rows as columns. If the block is the whole matrix, the matrix keeps the packed
   * copy for later calls.
   */
  private PackedMatrix packed(SimdMatrix asking, int first, int count) {
    if (count == asking.rows()) {
      return asking.packedTransposed(ops);
    }
    partOfRows.packTransposed(ops, asking, first, count, 0);
    return partOfRows;
  }

  /** Squared distances of some rows to the block, row-major. */
  private void distances(SimdMatrix rows, int first, int count, PackedMatrix block) {
    call.a = rows.data;
    call.aOffset = rows.row(first);
    call.aRowStride = rows.columns();
    call.aInnerStride = 1;
    call.rows = count;
    call.b = block;
    call.inner = block.inner;
    call.c = distances;
    call.cStride = block.columns;
    call.store.accumulate(0);
    ops.squaredDistances(call);
  }
}
