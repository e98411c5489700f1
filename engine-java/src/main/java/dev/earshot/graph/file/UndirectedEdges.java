package dev.earshot.graph.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The undirected edges between different nodes of a graph, each once, in the order of their lower
 * and then their higher end.
 *
 * @param low the lower end of each edge
 * @param high the higher end of each edge
 * @param loops the number of listed edges from a node to itself, which are left out
 * @param repeated the number of listed edges that were listed before, in the same or in the
 *     opposite direction, and count once
 */
public record UndirectedEdges(int[] low, int[] high, int loops, int repeated) {
  /** The edges of a list, which may hold loops, and edges in both directions or several times. */
  static UndirectedEdges of(int nodes, int[] sources, int[] targets) {
    long[] pairs = new long[sources.length];
    int count = 0;
    for (int e = 0; e < sources.length; e++) {
      if (sources[e] != targets[e]) {
        long lower = Math.min(sources[e], targets[e]);
        pairs[count++] = lower * nodes + Math.max(sources[e], targets[e]);
      }
    }
    int loops = sources.length - count;
    Arrays.sort(pairs, 0, count);
    int distinct = 0;
    for (int e = 0; e < count; e++) {
      if (distinct == 0 || pairs[e] != pairs[distinct - 1]) {
        pairs[distinct++] = pairs[e];
      }
    }
    var low = new int[distinct];
    var high = new int[distinct];
    for (int e = 0; e < distinct; e++) {
      low[e] = (int) (pairs[e] / nodes);
      high[e] = (int) (pairs[e] % nodes);
    }
    return new UndirectedEdges(low, high, loops, count - distinct);
  }

  /** The number of edges. */
  public int count() {
    return low.length;
  }

  /** What was left out or counted once, in one line each; empty for a list of distinct edges. */
  public List<String> remarks() {
    var remarks = new ArrayList<String>();
    if (loops > 0) {
      remarks.add("edges from a node to itself: %s, left out".formatted(loops));
    }
    if (repeated > 0) {
      remarks.add(
          "edges listed again or in the opposite direction: %s; each edge counts once and leads both ways"
              .formatted(repeated));
    }
    return List.copyOf(remarks);
  }
}
