package dev.earshot.compute.simd;

import dev.earshot.compute.Checks;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;
import java.util.Arrays;

/**
 * Few points are compared by direct sums of squared differences in float, block by block, each
 * block of rows packed once and passed by all queries. Among many, {@link NeighborSearch} takes
 * most distances from products, which is twice as fast, and half of that for a self-join.
 */
final class SimdNeighborKernels implements NeighborKernels {
  /** Floats in a packed block: it shall stay in the second-level cache. */
  private static final int BLOCK_FLOATS = 1 << 16;

  private static final int FEWEST_BLOCK_ROWS = 64;
  private static final int QUERY_ROWS = 48;

  /** From so many points on, few pairs are candidates. */
  private static final int MANY = 1024;

  private final NeighborSearch search;
  private final VectorOps ops;
  private final PackedMatrix block = new PackedMatrix();
  private final PanelProduct call = new PanelProduct();
  private float[] distances = {};
  private float[] best = {};
  private float[] worst = {};

  SimdNeighborKernels(Workers workers) {
    search = new NeighborSearch(workers);
    ops = workers.caller().ops;
  }

  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    int n = x.rows();
    Checks.length(labels, n, "labels");
    Checks.length(nearest, n * q, "nearest");
    Checks.length(farthest, n, "farthest");
    int[] label = HeapIndices.data(labels);
    int[] near = HeapIndices.data(nearest);
    int[] far = HeapIndices.data(farthest);
    if (n >= MANY) {
      Selection found = search.selfJoin(SimdMatrix.of(x), q, NeighborRule.labels(label));
      nearest.write(found.nearest);
      farthest.write(found.farthest);
      return;
    }
    beginNearest(near);
    worst = atLeast(worst, n);
    Arrays.fill(worst, 0, n, Float.NEGATIVE_INFINITY);
    Arrays.fill(far, -1);
    SimdMatrix rows = SimdMatrix.of(x);
    int blockRows = blockRows(rows);
    for (int first = 0; first < n; first += blockRows) {
      int count = Math.min(blockRows, n - first);
      block.packTransposed(ops, rows, first, count, 0);
      for (int query = 0; query < n; query += QUERY_ROWS) {
        int queries = Math.min(QUERY_ROWS, n - query);
        distances(rows, query, queries);
        for (int i = query; i < query + queries; i++) {
          int from = (i - query) * count;
          for (int j = first; j < first + count; j++) {
            if (j == i) {
              continue;
            }
            float distance = distances[from + j - first];
            boolean labelled = label[i] >= 0;
            if (q > 0 && distance < best[i * q + q - 1] && (!labelled || label[j] == label[i])) {
              insert(near, i * q, q, distance, j);
            }
            if (distance > worst[i] && (!labelled || label[j] >= 0)) {
              worst[i] = distance;
              far[i] = j;
            }
          }
        }
      }
    }
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    Checks.shape(queries, queries.rows(), base.columns(), "queries");
    Checks.length(nearest, queries.rows() * k, "nearest");
    int[] near = HeapIndices.data(nearest);
    if (k == 0) {
      return;
    }
    if (base.rows() >= MANY) {
      nearest.write(search.nearest(SimdMatrix.of(queries), SimdMatrix.of(base), k).nearest);
      return;
    }
    beginNearest(near);
    SimdMatrix asked = SimdMatrix.of(queries);
    SimdMatrix rows = SimdMatrix.of(base);
    int blockRows = blockRows(rows);
    for (int first = 0; first < rows.rows(); first += blockRows) {
      int count = Math.min(blockRows, rows.rows() - first);
      block.packTransposed(ops, rows, first, count, 0);
      for (int query = 0; query < asked.rows(); query += QUERY_ROWS) {
        int some = Math.min(QUERY_ROWS, asked.rows() - query);
        distances(asked, query, some);
        for (int i = query; i < query + some; i++) {
          int from = (i - query) * count;
          for (int j = 0; j < count; j++) {
            if (distances[from + j] < best[i * k + k - 1]) {
              insert(near, i * k, k, distances[from + j], first + j);
            }
          }
        }
      }
    }
  }

  private static int blockRows(SimdMatrix rows) {
    int fitting = BLOCK_FLOATS / Math.max(1, rows.columns());
    return Math.max(FEWEST_BLOCK_ROWS, fitting - fitting % FEWEST_BLOCK_ROWS);
  }

  /** Squared distances of some queries to the rows in the block, row-major. */
  private void distances(SimdMatrix queries, int first, int count) {
    distances = atLeast(distances, count * block.columns);
    call.a = queries.data;
    call.aOffset = queries.row(first);
    call.aRowStride = queries.columns();
    call.aInnerStride = 1;
    call.rows = count;
    call.panel = block.panels;
    call.inner = block.inner;
    call.c = distances;
    call.cStride = block.columns;
    call.store.accumulate(0);
    for (int j = 0; j < block.columns; j += call.panelWidth) {
      call.panelWidth = ops.panelWidth(block.columns - j);
      call.panelOffset = j * block.inner;
      call.cOffset = j;
      call.columns = Math.min(call.panelWidth, block.columns - j);
      ops.squaredDistances(call);
    }
  }

  private void beginNearest(int[] rows) {
    best = atLeast(best, rows.length);
    Arrays.fill(best, 0, rows.length, Float.POSITIVE_INFINITY);
    Arrays.fill(rows, -1);
  }

  /** Keeps the smallest distances in increasing order; an equal one goes behind. */
  private void insert(int[] rows, int first, int k, float distance, int row) {
    int place = first + k - 1;
    while (place > first && distance < best[place - 1]) {
      best[place] = best[place - 1];
      rows[place] = rows[place - 1];
      place--;
    }
    best[place] = distance;
    rows[place] = row;
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
