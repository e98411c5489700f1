package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SignedGraph;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Builds contexts: sets of training nodes that new clips are joined to. They are balanced by true
 * labels and pseudo-labels, and linked as in training. A run on one whole graph uses that graph as
 * its context.
 */
final class ContextBuilder {
  private final Backend backend;
  private final RecipeSettings recipe;
  private final EdgeSettings edges;
  private final int columns;
  private final float[] features;
  private final int[] trueLabels;
  private final int classes;
  private final ContextSampler sampler;
  private final long seed;
  private Optional<Linker> linker = Optional.empty();

  /** Buffers that link contexts of one size. */
  private record Linker(int size, Matrix x, Indices labels, SubgraphEdges edges) {}

  /**
   * @param features the training nodes' standardised features, N x d
   * @param trueLabels the training nodes' classes, -1 for unlabelled ones
   */
  ContextBuilder(
      Backend backend,
      RecipeSettings recipe,
      int columns,
      float[] features,
      int[] trueLabels,
      int classes,
      long seed) {
    this.backend = backend;
    this.recipe = recipe;
    this.edges = recipe.sampling().wholeGraph() ? recipe.edges() : recipe.edges().forPrediction();
    this.columns = columns;
    this.features = features;
    this.trueLabels = trueLabels;
    this.classes = classes;
    this.sampler = new ContextSampler(seed);
    this.seed = seed;
  }

  /** How contexts are linked. */
  EdgeSettings edges() {
    return edges;
  }

  /** The most nodes that a context has. */
  int capacity() {
    if (recipe.inference().mode() == Inference.NONE) {
      return 0;
    }
    return recipe.sampling().wholeGraph()
        ? trueLabels.length
        : classes * recipe.inference().contextPerClass();
  }

  /** How many different contexts there are to average over. */
  int count() {
    return recipe.inference().mode() == Inference.NONE || recipe.sampling().wholeGraph()
        ? 1
        : recipe.inference().contexts();
  }

  /**
   * Makes a context.
   *
   * @param pseudoLabels each training node's pseudo-label, -1 where there is none
   * @param number number of the context, from 0
   */
  Context build(int[] pseudoLabels, int number) {
    if (recipe.inference().mode() == Inference.NONE) {
      return new Context(columns, new float[0], new int[0], new int[0], new int[0]);
    }
    int[] nodes = choose(pseudoLabels, number);
    float[] x = new float[nodes.length * columns];
    int[] labels = new int[nodes.length];
    int[] pseudo = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      System.arraycopy(features, nodes[i] * columns, x, i * columns, columns);
      pseudo[i] = trueLabels[nodes[i]] < 0 ? 1 : 0;
      labels[i] = pseudo[i] == 1 ? pseudoLabels[nodes[i]] : trueLabels[nodes[i]];
    }
    return new Context(columns, x, labels, pseudo, link(nodes, x, labels));
  }

  private int[] choose(int[] pseudoLabels, int number) {
    if (recipe.sampling().wholeGraph()) {
      return IntStream.range(0, trueLabels.length).toArray();
    }
    int[][] pools = new int[classes][];
    for (int c = 0; c < classes; c++) {
      int label = c;
      pools[c] =
          IntStream.range(0, trueLabels.length)
              .filter(i -> (trueLabels[i] >= 0 ? trueLabels[i] : pseudoLabels[i]) == label)
              .toArray();
    }
    return sampler.draw(pools, recipe.inference().contextPerClass(), number);
  }

  private int[] link(int[] nodes, float[] x, int[] labels) {
    int size = nodes.length;
    if (linker.isEmpty() || linker.get().size() != size) {
      linker =
          Optional.of(
              new Linker(
                  size,
                  backend.newMatrix(size, columns),
                  backend.newIndices(size),
                  new SubgraphEdges(backend, edges, size, seed)));
    }
    Linker buffers = linker.get();
    buffers.x().write(x);
    // The whole graph keeps the edges of training, where unlabelled nodes have no label.
    buffers
        .labels()
        .write(
            recipe.sampling().wholeGraph()
                ? Arrays.stream(nodes).map(i -> trueLabels[i]).toArray()
                : labels);
    SignedGraph graph = buffers.edges().link(buffers.x(), buffers.labels(), 0);
    int[] listed = new int[3 * graph.edgeCount()];
    for (int e = 0; e < graph.edgeCount(); e++) {
      listed[3 * e] = graph.edgeRow(e);
      listed[3 * e + 1] = graph.edgeColumn(e);
      listed[3 * e + 2] = graph.edgeSign(e);
    }
    return listed;
  }
}
