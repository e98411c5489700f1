package dev.earshot.check;

import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;
import java.util.List;

/** Neighbours, edges between them, and the subgraphs of an epoch. */
final class GraphCases {
  private GraphCases() {}

  static List<OperationCase> all() {
    return List.of(
        OperationCase.of(
            "neighbors",
            Size.ROWS,
            (w, s) -> {
              Matrix x = w.data(s.n(), s.k());
              Indices labels = w.integers(s.n(), -1, Math.min(s.m(), 4));
              Indices nearest = w.backend().newIndices(2 * s.n());
              Indices farthest = w.backend().newIndices(s.n());
              w.kernel(() -> w.backend().neighbors().neighbors(x, labels, 2, nearest, farthest));
              w.cost(1.5 * s.n() * s.n() * s.k(), 4.0 * s.n() * s.k());
              w.result("nearest", nearest);
              w.result("farthest", farthest);
            }),
        link("link", new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1)),
        link("link-half-blind", new EdgeSettings(4, false, false, 0.5, Normalization.ROW, 4)),
        OperationCase.of(
            "link-half-random",
            Size.ROWS,
            (w, s) -> {
              var backend = w.backend();
              EdgeSettings rule =
                  new EdgeSettings(2, false, false, 0.5, Normalization.SYMMETRIC, 1);
              Matrix x = w.data(s.n(), s.k());
              Indices labels = w.integers(s.n(), -1, Math.min(s.m(), 4));
              Indices nearest = backend.newIndices(s.n() * rule.nearest());
              Indices farthest = backend.newIndices(s.n());
              backend.neighbors().neighbors(x, labels, rule.nearest(), nearest, farthest);
              int most = 5;
              Indices drawn = backend.newIndices(s.n() * most);
              SparseMatrix adjacency =
                  backend.newSparseMatrix(s.n(), s.n(), rule.withNearest(most).capacity(s.n()));
              Matrix y = backend.newMatrix(s.n(), s.k());
              w.kernel(() -> {
                backend.graphs().drawNeighbors(labels, nearest, 4, w.random(10), drawn);
                backend.graphs().link(rule, nearest, drawn, farthest, w.random(5), adjacency);
                backend.sparse().propagate(adjacency, x, Epilogue.NONE, y);
              });
              w.result("drawn", drawn);
              w.result("y", y);
            }),
        join("join", new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1)),
        join(
            "join-without-loops",
            new EdgeSettings(2, true, true, 0, Normalization.NEIGHBOR_MEAN, 1)),
        OperationCase.of(
            "epoch",
            Size.ROWS,
            (w, s) -> {
              // The schedule has the nodes of three steps. The next step is number 3, so it uses
              // the first row.
              int rows = 3;
              int[] order = new int[rows * s.n()];
              Arrays.setAll(order, at -> (at + at / s.n()) % s.n());
              var backend = w.backend();
              Indices schedule = backend.indicesOf(order);
              Indices allLabels = w.integers(s.n(), -1, s.m());
              Indices nodes = backend.newIndices((s.n() + 1) / 2);
              Indices labels = backend.newIndices(nodes.length());
              Indices classes = w.integers(s.n(), -1, 0);
              Matrix logits = w.data(nodes.length(), s.m());
              Matrix loss = w.data(1, 2);
              Matrix table = w.data(rows, 2);
              Indices step = w.step();
              w.kernel(() -> {
                var graphs = backend.graphs();
                graphs.takeNodes(schedule, rows, step, allLabels, nodes, labels);
                graphs.keepRow(loss, step, table);
                graphs.keepClasses(logits, labels, nodes, classes);
                graphs.advance(step);
              });
              w.result("nodes", nodes);
              w.result("labels", labels);
              w.result("table", table);
              w.result("classes", classes);
              w.result("step", step);
            }),
        OperationCase.of(
            "k-nearest",
            Size.ROWS,
            (w, s) -> {
              Matrix queries = w.data(s.m(), s.k());
              Matrix base = w.data(s.n(), s.k());
              Indices nearest = w.backend().newIndices(4 * s.m());
              w.kernel(() -> w.backend().neighbors().kNearest(queries, base, 4, nearest));
              w.cost(3.0 * s.n() * s.m() * s.k(), 4.0 * (s.n() + s.m()) * s.k());
              w.result("nearest", nearest);
            }));
  }

  /**
   * Links nodes to given neighbours. Products with the adjacency and its transpose show the edges.
   */
  private static OperationCase link(String name, EdgeSettings rule) {
    return OperationCase.of(
        name,
        Size.ROWS,
        (w, s) -> {
          var backend = w.backend();
          Matrix x = w.data(s.n(), s.k());
          Indices labels = w.integers(s.n(), -1, Math.min(s.m(), 4));
          Indices none = w.integers(s.n(), -1, 0);
          Indices nearest = backend.newIndices(s.n() * rule.nearest());
          Indices blindNearest = backend.newIndices(s.n() * rule.nearest());
          Indices farthest = backend.newIndices(s.n());
          backend.neighbors().neighbors(x, none, rule.nearest(), blindNearest, farthest);
          backend.neighbors().neighbors(x, labels, rule.nearest(), nearest, farthest);
          RandomSource blindChoice = w.random(5);
          SparseMatrix adjacency = backend.newSparseMatrix(s.n(), s.n(), rule.capacity(s.n()));
          Matrix y = backend.newMatrix(s.n(), s.k());
          Matrix z = backend.newMatrix(s.n(), s.k());
          w.kernel(() -> {
            var sparse = backend.sparse();
            backend.graphs().link(rule, nearest, blindNearest, farthest, blindChoice, adjacency);
            sparse.propagate(adjacency, x, Epilogue.NONE, y);
            sparse.propagateTransposed(adjacency, x, 0, z);
          });
          w.result("y", y);
          w.result("z", z);
        });
  }

  /**
   * Joins each of n clips to three of m + 2 nodes. A product with the adjacency shows the edges.
   */
  private static OperationCase join(String name, EdgeSettings rule) {
    return OperationCase.of(
        name,
        Size.ROWS,
        (w, s) -> {
          var backend = w.backend();
          int context = s.m() + 2;
          int n = context + s.n();
          int[] nodes = new int[4 * s.n()];
          Arrays.setAll(nodes, at -> (at / 4 + context - at % 4) % context);
          Indices named = backend.indicesOf(nodes);
          Matrix degrees = backend.matrixOf(context, 1, w.uniform(context, u -> 1 + 5 * u));
          Matrix x = w.data(n, s.k());
          SparseMatrix adjacency = backend.newSparseMatrix(n, n, 4 * s.n());
          Matrix y = backend.newMatrix(n, s.k());
          w.kernel(() -> {
            backend.graphs().join(rule, named, 3, degrees, adjacency);
            backend.sparse().propagate(adjacency, x, Epilogue.NONE, y);
          });
          w.result("y", y);
        });
  }
}
