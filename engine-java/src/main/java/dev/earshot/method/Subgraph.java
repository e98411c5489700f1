package dev.earshot.method;

import java.util.Arrays;

/** The nodes of one subgraph, the labelled ones first; a buffer that is filled again each step. */
public final class Subgraph {
  private final int[] nodes;
  private final int[] labels;
  private int size;

  /** An empty subgraph with room for so many nodes. */
  public Subgraph(int capacity) {
    nodes = new int[capacity];
    labels = new int[capacity];
  }

  /** Number of nodes. */
  public int size() {
    return size;
  }

  /** The node ids; those behind {@link #size} mean nothing. */
  public int[] nodes() {
    return nodes;
  }

  /** The nodes' classes, -1 for none; those behind {@link #size} mean nothing. */
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
