package dev.earshot.bench.peers;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.Philox;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.format.NdArray;
import dev.earshot.format.NumberArray;
import dev.earshot.graph.file.GraphFile;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The undirected edges of a graph. Each edge is listed once.
 *
 * @param nodes number of nodes
 * @param sources one end of each edge
 * @param targets the other end of each edge
 */
public record Links(int nodes, int[] sources, int[] targets) {
  private static final int POWER_LAW_NODES = 20_000;
  private static final int POWER_LAW_EDGES = 90_000;

  /** The edges of a graph in a file. */
  public static Links of(GraphFile graph) {
    return new Links(graph.nodes(), graph.edgeSources(), graph.edgeTargets());
  }

  /**
   * A graph of 20,000 nodes and 90,000 edges by preferential attachment (Barabasi, Albert 1999).
   * Edges start from the nodes in turn. A new edge leads to an end of an earlier edge.
   */
  public static Links powerLaw() {
    int[] sources = new int[POWER_LAW_EDGES];
    int[] targets = new int[POWER_LAW_EDGES];
    Philox philox = new Philox(2);
    Set<Long> seen = new HashSet<>();
    int count = 0;
    for (int draw = 0; count < POWER_LAW_EDGES; draw++) {
      int source = draw % POWER_LAW_NODES;
      // Half of all ends so far are sources, and they are nearly uniform. Only the targets make
      // hubs.
      int target = count < 10 ? count : targets[philox.at(draw, 0, 0, 0).below(0, count)];
      if (philox.at(draw, 0, 0, 0).uniform(1) < 0.4) {
        target = philox.at(draw, 0, 0, 0).below(2, POWER_LAW_NODES);
      }
      long pair = (long) Math.min(source, target) * POWER_LAW_NODES + Math.max(source, target);
      if (source != target && seen.add(pair)) {
        sources[count] = source;
        targets[count++] = target;
      }
    }
    return new Links(POWER_LAW_NODES, sources, targets);
  }

  /** {@code D^-1/2 (A + I) D^-1/2} in a backend's memory. */
  public SparseMatrix normalized(Backend backend) {
    SignedGraph graph = new SignedGraph();
    graph.clear(nodes);
    for (int e = 0; e < sources.length; e++) {
      graph.add(sources[e], targets[e], 1);
    }
    graph.symmetrize();
    graph.normalize(Normalization.SYMMETRIC, 1);
    SparseMatrix matrix = backend.newSparseMatrix(nodes, nodes, nodes + 2 * sources.length);
    graph.writeTo(matrix);
    return matrix;
  }

  /** Adds the edges to the arrays that the peer reads. */
  void addTo(Map<String, NdArray> exchange) {
    exchange.put("nodes", NumberArray.of(new int[] {nodes}, 1));
    exchange.put("sources", NumberArray.of(sources, sources.length));
    exchange.put("targets", NumberArray.of(targets, targets.length));
  }
}
