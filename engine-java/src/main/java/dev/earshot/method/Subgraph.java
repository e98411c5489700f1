package dev.earshot.method;

import java.util.Arrays;

/** The nodes of one subgraph, labelled nodes first. It is a buffer that each step fills again. */
public final class Subgraph {
  private final int[] nodes;
  private final int[] labels;
  private int size;

  /** An empty subgraph with room for {@code capacity} nodes. */
  public Subgraph(int capacity) {
    nodes = new int[capacity];
    labels = new int[capacity];
  }

  /** Number of nodes. */
  public int size() {
    return size;
  }

  /** The node ids. Only the first {@link #size} elements are valid. */
  public int[] nodes() {
    return nodes;
  }

  /** The nodes' classes, -1 for none. Only the first {@link #size} elements are valid. */
  public int[] labels() {
    return labels;
  }

  /** Keeps the first {@code newSize} nodes. */
  void resize(int newSize) {
    size = newSize;
  }

  @Override
  public String toString() {
    return "nodes %s, labels %s"
        .formatted(
            Arrays.toString(Arrays.copyOf(nodes, size)),
            Arrays.toString(Arrays.copyOf(labels, size)));
  }
}
