package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SignedGraph;
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
  private final Philox philox;
  private final Indices unlabelled;
  private final Indices nearest;
  private final Indices blindNearest;
  private final Indices farthest;

  /** Of the blind search, where the other one's counts: searches that share nothing run at once. */
  private final Indices blindFarthest;

  /**
   * @param n number of nodes
   * @param seed the run's seed
   */
  public SubgraphEdges(Backend backend, EdgeSettings settings, int n, long seed) {
    this.backend = backend;
    this.settings = settings;
    this.philox = new Philox(seed);
    int edges = n * settings.nearest();
    unlabelled = backend.newIndices(n);
    int[] none = new int[n];
    Arrays.fill(none, -1);
    unlabelled.write(none);
    nearest = backend.newIndices(edges);
    blindNearest = backend.newIndices(edges);
    farthest = backend.newIndices(n);
    blindFarthest = settings.blindShare() < 1 ? backend.newIndices(n) : farthest;
  }

  /**
   * Leaves the nodes' normalised adjacency in the backend's memory, without a look at it from
   * outside: can be part of recorded work.
   *
   * @param x the nodes' features, n x d
   * @param labels n elements: a class, or -1 for none
   * @param blindChoice for the choice of nodes treated blind: the run's seed, {@link
   *     Streams#BLIND_CHOICE} and the step
   */
  public void link(Matrix x, Indices labels, RandomSource blindChoice, SparseMatrix adjacency) {
    search(x, labels);
    backend.graphs().link(settings, nearest, blindNearest, farthest, blindChoice, adjacency);
  }

  /**
   * The edges and their normalised weights, for a look at them.
   *
   * @param x the nodes' features, n x d
   * @param labels n elements: a class, or -1 for none
   * @param step the step number, for the choice of labelled nodes treated blind
   */
  public SignedGraph link(Matrix x, Indices labels, int step) {
    search(x, labels);
    SignedGraph graph = new SignedGraph();
    graph.link(settings, nearest, blindNearest, farthest, philox, Streams.BLIND_CHOICE, step);
    graph.normalize(settings.normalization(), settings.selfWeight());
    return graph;
  }

  private void search(Matrix x, Indices labels) {
    int q = settings.nearest();
    if (settings.blindShare() > 0) {
      backend.neighbors().neighbors(x, unlabelled, q, blindNearest, blindFarthest);
    }
    if (settings.blindShare() < 1) {
      backend.neighbors().neighbors(x, labels, q, nearest, farthest);
    }
  }
}
