package dev.earshot.graph;

import dev.earshot.autodiff.SparseFeatures;
import dev.earshot.compute.Backend;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.format.CsrArrays;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.graph.file.UndirectedEdges;
import java.util.Arrays;

/** The features and edges of a graph in a backend's memory. */
final class NodeData {
  private final Backend backend;
  private final GraphFile graph;
  private final CsrArrays features;
  private final double[] values;
  private final SparseMatrix adjacency;

  /**
   * Copies a graph. Each node's features are divided by the sum of their absolute values. The
   * adjacency is {@code D^-1/2 (A + I) D^-1/2}, D the degrees with the self-loops, or A alone.
   *
   * @param normalised whether the adjacency has self-loops and weights by the degrees
   */
  NodeData(Backend backend, GraphFile graph, boolean normalised) {
    this.backend = backend;
    this.graph = graph;
    features = graph.features();
    values = normalised(features);
    adjacency = adjacency(backend, graph.nodes(), graph.edges(), normalised);
  }

  private static double[] normalised(CsrArrays features) {
    double[] values = new double[features.entryValues().length];
    for (int node = 0; node < features.rows(); node++) {
      double sum = 0;
      for (int e = features.starts()[node]; e < features.starts()[node + 1]; e++) {
        sum += Math.abs(features.entryValues()[e]);
      }
      for (int e = features.starts()[node]; e < features.starts()[node + 1]; e++) {
        values[e] = sum > 0 ? features.entryValues()[e] / sum : 0;
      }
    }
    return values;
  }

  private static SparseMatrix adjacency(
      Backend backend, int nodes, UndirectedEdges edges, boolean normalised) {
    int loop = normalised ? 1 : 0;
    // Row i has its lower neighbours, then itself, then its higher neighbours.
    int[] lower = new int[nodes];
    int[] offsets = new int[nodes + 1];
    for (int e = 0; e < edges.count(); e++) {
      lower[edges.high()[e]]++;
      offsets[edges.low()[e] + 1]++;
      offsets[edges.high()[e] + 1]++;
    }
    for (int i = 0; i < nodes; i++) {
      offsets[i + 1] += offsets[i] + loop;
    }
    int[] columns = new int[offsets[nodes]];
    double[] weights = new double[columns.length];
    double[] scale = new double[nodes];
    int[] nextLower = Arrays.copyOf(offsets, nodes);
    int[] nextHigher = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      scale[i] = normalised ? 1 / Math.sqrt(offsets[i + 1] - offsets[i]) : 1;
      int own = offsets[i] + lower[i];
      if (normalised) {
        columns[own] = i;
        weights[own] = scale[i] * scale[i];
      }
      nextHigher[i] = own + loop;
    }
    for (int e = 0; e < edges.count(); e++) {
      int low = edges.low()[e];
      int high = edges.high()[e];
      double weight = scale[low] * scale[high];
      columns[nextLower[high]] = low;
      weights[nextLower[high]++] = weight;
      columns[nextHigher[low]] = high;
      weights[nextHigher[low]++] = weight;
    }
    SparseMatrix matrix = backend.newSparseMatrix(nodes, nodes, Math.max(1, columns.length));
    matrix.write(offsets, columns, weights);
    return matrix;
  }

  int nodes() {
    return graph.nodes();
  }

  int columns() {
    return graph.columns();
  }

  SparseMatrix adjacency() {
    return adjacency;
  }

  /** A new copy of the features, nodes x columns, as a sparse matrix. */
  SparseMatrix words() {
    SparseMatrix words = backend.newSparseMatrix(nodes(), columns(), Math.max(1, values.length));
    words.write(features.starts(), features.entryColumns(), values);
    return words;
  }

  /** A new copy of some nodes' features. */
  SparseMatrix words(int[] nodes) {
    int[] offsets = new int[nodes.length + 1];
    for (int i = 0; i < nodes.length; i++) {
      int count = features.starts()[nodes[i] + 1] - features.starts()[nodes[i]];
      offsets[i + 1] = offsets[i] + count;
    }
    int entries = offsets[nodes.length];
    int[] entryColumns = new int[entries];
    double[] entryValues = new double[entries];
    for (int i = 0; i < nodes.length; i++) {
      int from = features.starts()[nodes[i]];
      int count = offsets[i + 1] - offsets[i];
      System.arraycopy(features.entryColumns(), from, entryColumns, offsets[i], count);
      System.arraycopy(values, from, entryValues, offsets[i], count);
    }
    SparseMatrix words = backend.newSparseMatrix(nodes.length, columns(), Math.max(1, entries));
    words.write(offsets, entryColumns, entryValues);
    return words;
  }

  SparseFeatures sparse(SparseMatrix words) {
    double[] squares = new double[nodes()];
    for (int node = 0; node < nodes(); node++) {
      for (int e = features.starts()[node]; e < features.starts()[node + 1]; e++) {
        squares[node] += values[e] * values[e];
      }
    }
    return new SparseFeatures(words, backend.matrixOf(nodes(), 1, squares));
  }

  /** The mean of the squared features, zeros included; 1 if all are 0. */
  double meanSquare() {
    double sum = Arrays.stream(values).map(value -> value * value).sum();
    double mean = sum / ((double) nodes() * columns());
    return mean > 0 ? mean : 1;
  }
}
