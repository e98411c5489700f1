package dev.earshot.graph;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import java.util.Arrays;

/**
 * Links the nodes of subgraphs of one size: a labelled node to its nearest of the same label (or,
 * if it is to be treated blind in this step, of all) and away from its farthest labelled one; an
 * unlabelled node to its nearest and away from its farthest among all.
 */
public final class SubgraphEdges {
  private final Backend backend;
  private final EdgeSettings settings;
  private final int n;
  private final Philox philox;
  private final Indices unlabelled;
  private final Indices nearest;
  private final Indices blindNearest;
  private final Indices farthest;
  private final int[] nearestHere;
  private final int[] blindNearestHere;
  private final int[] farthestHere;
  private final SignedGraph graph = new SignedGraph();

  /**
   * @param n number of nodes
   * @param seed the run's seed
   */
  public SubgraphEdges(Backend backend, EdgeSettings settings, int n, long seed) {
    this.backend = backend;
    this.settings = settings;
    this.n = n;
    this.philox = new Philox(seed);
    int edges = n * settings.nearest();
    unlabelled = backend.newIndices(n);
    int[] none = new int[n];
    Arrays.fill(none, -1);
    unlabelled.write(none);
    nearest = backend.newIndices(edges);
    blindNearest = backend.newIndices(edges);
    farthest = backend.newIndices(n);
    nearestHere = new int[edges];
    blindNearestHere = new int[edges];
    farthestHere = new int[n];
  }

  /**
   * Finds the edges and their normalised weights.
   *
   * @param x the nodes' features, n x d
   * @param labels n elements: a class, or -1 for none
   * @param step the step number, for the choice of labelled nodes treated blind
   */
  public SignedGraph link(Matrix x, Indices labels, int step) {
    graph.clear(n);
    double blindShare = settings.blindShare();
    if (blindShare < 1) {
      backend.neighbors().neighbors(x, labels, settings.nearest(), nearest, farthest);
      nearest.read(nearestHere);
      farthest.read(farthestHere);
    }
    if (blindShare > 0) {
      backend.neighbors().neighbors(x, unlabelled, settings.nearest(), blindNearest, farthest);
      blindNearest.read(blindNearestHere);
      if (blindShare == 1) {
        farthest.read(farthestHere);
      }
    }
    for (int i = 0; i < n; i++) {
      boolean blind =
          blindShare == 1
              || (blindShare > 0
                  && philox.at(0, i, step, Streams.BLIND_CHOICE).uniform(0) < blindShare);
      int[] chosen = blind ? blindNearestHere : nearestHere;
      for (int k = 0; k < settings.nearest(); k++) {
        addIfAny(i, chosen[i * settings.nearest() + k], 1);
      }
      if (settings.farthest()) {
        addIfAny(i, farthestHere[i], -1);
      }
    }
    if (settings.symmetric()) {
      graph.symmetrize();
    }
    graph.normalize(settings.normalization(), settings.selfWeight());
    return graph;
  }

  /** As {@link #link}, leaving the normalised adjacency in a backend's memory. */
  public void link(Matrix x, Indices labels, int step, SparseMatrix adjacency) {
    link(x, labels, step).writeTo(adjacency);
  }

  private void addIfAny(int row, int column, int sign) {
    if (column >= 0) {
      graph.add(row, column, sign);
    }
  }
}
