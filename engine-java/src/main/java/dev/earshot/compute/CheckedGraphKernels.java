package dev.earshot.compute;

import dev.earshot.base.Checks;

/** Checks the arguments of every call of {@link GraphKernels}, then forwards it. */
final class CheckedGraphKernels implements GraphKernels {
  private final GraphKernels kernels;
  private final CallChecks checks;

  CheckedGraphKernels(GraphKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        int n = adjacency.rows();
        Checks.require(adjacency.columns() == n, "adjacency is %s x %s", n, adjacency.columns());
        CallChecks.length(nearest, n * rule.nearest(), "nearest");
        Checks.require(
            n > 0
                ? blindNearest.length() % n == 0 && blindNearest.length() >= n * rule.nearest()
                : blindNearest.length() == 0,
            "blindNearest has %s elements for %s nodes",
            blindNearest.length(),
            n);
        CallChecks.length(farthest, n, "farthest");
      }
      kernels.link(rule, nearest, blindNearest, farthest, blindChoice, adjacency);
    }
  }

  @Override
  public void drawNeighbors(
      Indices labels, Indices nearest, int count, RandomSource random, Indices neighbors) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        int n = labels.length();
        boolean fits =
            n > 0
                && nearest.length() % n == 0
                && neighbors.length() % n == 0
                && neighbors.length() >= nearest.length()
                && count >= 0
                && (long) n * count <= neighbors.length();
        Checks.require(
            fits,
            "%s neighbours of %s nodes do not fit into %s elements, or those into rows",
            count,
            n,
            neighbors.length());
        CallChecks.apart(neighbors, "neighbors", nearest, "nearest");
        CallChecks.apart(neighbors, "neighbors", labels, "labels");
        CallChecks.apart(neighbors, "neighbors", random.step(), "the step number");
      }
      kernels.drawNeighbors(labels, nearest, count, random, neighbors);
    }
  }

  @Override
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        int n = degrees.rows();
        CallChecks.shape(degrees, n, 1, "degrees");
        int clips = adjacency.rows() - n;
        Checks.require(clips > 0, "%s rows for a context of %s", adjacency.rows(), n);
        Checks.require(nodes.length() % clips == 0, "%s nodes for %s clips", nodes.length(), clips);
        int each = nodes.length() / clips;
        Checks.require(count >= 0 && count <= each, "%s edges of %s nodes", count, each);
        int entries = Math.multiplyExact(clips, count + (rule.hasLoops() ? 1 : 0));
        Checks.require(
            entries <= adjacency.capacity(),
            "%s entries for a capacity of %s",
            entries,
            adjacency.capacity());
      }
      kernels.join(rule, nodes, count, degrees, adjacency);
    }
  }

  @Override
  public void dropEdges(
      SparseMatrix a, double rate, RandomSource random, SparseMatrix kept, Indices whole) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        int n = a.rows();
        Checks.require(a.columns() == n, "the graph is %s x %s", n, a.columns());
        Checks.require(rate >= 0 && rate <= 1, "rate must be in [0, 1]: %s", rate);
        Checks.require(
            kept != a && kept.rows() == n && kept.columns() == n && kept.capacity() >= a.capacity(),
            "kept is %s x %s for %s entries: expected another matrix of the size of the graph",
            kept.rows(),
            kept.columns(),
            kept.capacity());
        CallChecks.length(whole, n, "whole");
        CallChecks.apart(whole, "whole", random.step(), "the step number");
      }
      kernels.dropEdges(a, rate, random, kept, whole);
    }
  }

  @Override
  public void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.length(mask, a.columns(), "mask");
        CallChecks.length(reached, a.rows(), "reached");
        CallChecks.length(others, a.rows(), "others");
        CallChecks.apart(reached, "reached", mask, "mask");
        CallChecks.apart(others, "others", mask, "mask");
        CallChecks.apart(others, "others", reached, "reached");
      }
      kernels.reach(a, mask, changed, reached, others);
    }
  }

  @Override
  public void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        Checks.require(
            rows >= 1 && schedule.length() % rows == 0,
            "a schedule of %s elements in %s rows",
            schedule.length(),
            rows);
        int width = schedule.length() / rows;
        CallChecks.length(step, 1, "step");
        Checks.require(
            nodes.length() <= width, "%s nodes of a schedule of width %s", nodes.length(), width);
        CallChecks.length(labels, nodes.length(), "labels");
        taken(nodes, "nodes", schedule, step, allLabels);
        taken(labels, "labels", schedule, step, allLabels);
        CallChecks.apart(labels, "labels", nodes, "nodes");
      }
      kernels.takeNodes(schedule, rows, step, allLabels, nodes, labels);
    }
  }

  private static void taken(
      Indices output, String name, Indices schedule, Indices step, Indices allLabels) {
    CallChecks.apart(output, name, schedule, "schedule");
    CallChecks.apart(output, name, step, "step");
    CallChecks.apart(output, name, allLabels, "allLabels");
  }

  @Override
  public void keepRow(Matrix row, Indices step, Matrix table) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(row, 1, table.columns(), "row");
        CallChecks.length(step, 1, "step");
        Checks.require(table.rows() >= 1, "a table of %s x %s", table.rows(), table.columns());
        CallChecks.apart(table, "table", row, "row");
      }
      kernels.keepRow(row, step, table);
    }
  }

  @Override
  public void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.length(labels, logits.rows(), "labels");
        CallChecks.length(nodes, logits.rows(), "nodes");
        CallChecks.apart(classes, "classes", labels, "labels");
        CallChecks.apart(classes, "classes", nodes, "nodes");
      }
      kernels.keepClasses(logits, labels, nodes, classes);
    }
  }

  @Override
  public void advance(Indices step) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.length(step, 1, "step");
      }
      kernels.advance(step);
    }
  }
}
