package dev.earshot.method;

import dev.earshot.base.Checks;
import dev.earshot.format.NumberArray;
import dev.earshot.learner.ClassifierStore;

/**
 * A balanced set of training nodes among which new clips are classified, with the edges between
 * them.
 *
 * @param columns d, features of a node
 * @param x n x d standardised features, row-major
 * @param labels n classes, which are true labels or pseudo-labels
 * @param pseudo n flags: 1 where the label is a pseudo-label
 * @param edges three numbers for each edge: target node, source node, sign
 */
public record Context(int columns, float[] x, int[] labels, int[] pseudo, int[] edges) {
  public Context {
    Checks.require(x.length == labels.length * columns, "x has %s values", x.length, 0);
    Checks.require(pseudo.length == labels.length, "pseudo has %s values", pseudo.length, 0);
    Checks.require(edges.length % 3 == 0, "edges has %s values", edges.length, 0);
    Checks.finite(x, "x");
    for (int flag : pseudo) {
      Checks.require(flag == 0 || flag == 1, "pseudo holds %s", flag, 0);
    }
    for (int e = 0; e < edges.length; e++) {
      boolean sign = e % 3 == 2;
      boolean valid = sign ? Math.abs(edges[e]) == 1 : edges[e] >= 0 && edges[e] < labels.length;
      Checks.require(valid, "edge %s holds %s", e / 3, edges[e]);
    }
  }

  /** Number of nodes. */
  public int size() {
    return labels.length;
  }

  void write(ClassifierStore store) {
    store.put("x", NumberArray.of(x, size(), columns));
    store.put("labels", NumberArray.of(labels, size()));
    store.put("pseudo", NumberArray.of(pseudo, size()));
    store.put("edges", NumberArray.of(edges, edges.length / 3, 3));
  }

  static Context read(ClassifierStore store, int columns) {
    return new Context(
        columns,
        store.tensor("x").toFloats(),
        store.tensor("labels").toInts(),
        store.tensor("pseudo").toInts(),
        store.tensor("edges").toInts());
  }
}
