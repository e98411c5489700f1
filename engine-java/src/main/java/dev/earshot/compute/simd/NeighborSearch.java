package dev.earshot.compute.simd;

import java.util.function.Function;

/**
 * Exact neighbours among many points. Each block of columns is a task for one of the threads, which
 * compares all rows with it. A self-join compares each pair once, for both of its points. Besides
 * the result it needs memory for two norms for each point, and for blocks and a selection for each
 * thread.
 */
final class NeighborSearch {
  private final Workers workers;

  NeighborSearch(Workers workers) {
    this.workers = workers;
  }

  /** The k nearest other points and the farthest other point of each point. */
  Selection selfJoin(SimdMatrix x, int k, NeighborRule rule) {
    var points = new CenteredRows(workers.caller().ops, x, CenteredRows.mean(x));
    return run(
        points,
        true,
        worker -> {
          var selection = new Selection(points, k, true);
          return new NeighborScan(worker, points, selection, points, selection, rule);
        });
  }

  /** The k points of the base nearest to each query. */
  Selection nearest(SimdMatrix queries, SimdMatrix base, int k) {
    VectorOps ops = workers.caller().ops;
    float[] center = CenteredRows.mean(base);
    var rows = new CenteredRows(ops, queries, center);
    var columns = new CenteredRows(ops, base, center);
    var nothing = new Selection(columns, 0, false);
    return run(
        columns,
        false,
        worker -> {
          var selection = new Selection(rows, k, false);
          return new NeighborScan(worker, rows, selection, columns, nothing, NeighborRule.ANY);
        });
  }

  private Selection run(
      CenteredRows columns, boolean selfJoin, Function<Worker, NeighborScan> newScan) {
    var scans = new NeighborScan[workers.count()];
    int width = NeighborScan.blockColumns(columns.columns());
    int blocks = Math.ceilDiv(columns.count(), width);
    workers.run(
        blocks,
        (task, worker) -> {
          if (scans[worker.number] == null) {
            scans[worker.number] = newScan.apply(worker);
          }
          // In a self-join the last blocks have the most rows to compare with, so they come first.
          int first = (blocks - 1 - task) * width;
          scans[worker.number].block(first, Math.min(width, columns.count() - first), selfJoin);
        });
    Selection result = null;
    for (NeighborScan scan : scans) {
      if (scan != null && result == null) {
        result = scan.selection();
      } else if (scan != null) {
        result.merge(scan.selection());
      }
    }
    return result;
  }
}
