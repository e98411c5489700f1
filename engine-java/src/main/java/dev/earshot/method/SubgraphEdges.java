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
 * Links the nodes of subgraphs of one size. A labelled node gets edges +1 to its nearest nodes with
 * the same label, and an edge -1 to its farthest labelled node. An unlabelled node gets edges +1 to
 * its nearest and an edge -1 to its farthest among all nodes. In each step, some labelled nodes are
 * treated blind: their nearest are then chosen among all nodes, whatever their labels, or they get
 * edges from random nodes ({@link Inference#MATCHED}).
 */
public final class SubgraphEdges {
  private final Backend backend;
  private final EdgeSettings settings;
  private final int matched;
  private final Philox philox;
  private final Indices unlabelled;
  private final Indices nearest;
  private final Indices blindNearest;
  private final Indices farthest;

  /**
   * The farthest nodes by the blind search. They are not used if the labelled search runs, too. The
   * separate buffer lets the two searches run at the same time.
   */
  private final Indices blindFarthest;

  /**
   * Allocates the buffers for subgraphs of n nodes.
   *
   * @param backend the backend that searches and links
   * @param settings the rule for edges
   * @param n number of nodes
   * @param seed the run's seed
   */
  public SubgraphEdges(Backend backend, EdgeSettings settings, int n, long seed) {
    this(backend, settings, 0, n, seed);
  }

  /**
   * The same with random nodes for the labelled nodes that are treated blind.
   *
   * @param matched the number of random nodes; 0 for the nearest among all
   */
  SubgraphEdges(Backend backend, EdgeSettings settings, int matched, int n, long seed) {
    this.matched = matched;
    this.backend = backend;
    this.settings = settings;
    this.philox = new Philox(seed);
    int edges = n * settings.nearest();
    unlabelled = backend.newIndices(n);
    int[] none = new int[n];
    Arrays.fill(none, -1);
    unlabelled.write(none);
    nearest = backend.newIndices(edges);
    blindNearest = backend.newIndices(n * Math.max(settings.nearest(), matched));
    farthest = backend.newIndices(n);
    blindFarthest = settings.blindShare() < 1 ? backend.newIndices(n) : farthest;
  }

  /** The largest number of entries of the adjacency. */
  int capacity() {
    int n = farthest.length();
    return settings.withNearest(Math.max(settings.nearest(), matched)).capacity(n);
  }

  /**
   * Writes the nodes' normalised adjacency. All of it happens in the backend's memory, so it can be
   * part of recorded work.
   *
   * @param x the nodes' features, n x d
   * @param labels n elements: a class, or -1 for none
   * @param blindChoice random numbers that choose the nodes treated blind: the run's seed, {@link
   *     Streams#BLIND_CHOICE} and the step
   * @param adjacency receives the adjacency, n x n
   */
  public void link(Matrix x, Indices labels, RandomSource blindChoice, SparseMatrix adjacency) {
    search(x, labels);
    if (matched > 0) {
      var randomEdges =
          new RandomSource(blindChoice.seed(), Streams.MATCHED_EDGES, blindChoice.step());
      backend.graphs().drawNeighbors(labels, nearest, matched, randomEdges, blindNearest);
    }
    backend.graphs().link(settings, nearest, blindNearest, farthest, blindChoice, adjacency);
  }

  /**
   * Returns the edges and their normalised weights to the host.
   *
   * @param x the nodes' features, n x d
   * @param labels n elements: a class, or -1 for none
   * @param step the step number, which chooses the labelled nodes treated blind
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
    if (settings.blindShare() > 0 && matched == 0) {
      backend.neighbors().neighbors(x, unlabelled, q, blindNearest, blindFarthest);
    }
    if (settings.blindShare() < 1 || matched > 0) {
      backend.neighbors().neighbors(x, labels, q, nearest, farthest);
    }
  }
}
