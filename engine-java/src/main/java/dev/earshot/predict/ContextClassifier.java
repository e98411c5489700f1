package dev.earshot.predict;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.graph.RandomEdges;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Classifies clips by joining them to a {@link Context} (section III.D): T edges of +1, directed
 * from training nodes to the clip, so that clips disturb neither the context nor each other; from
 * all of them if the context has fewer than T. What a context's nodes give at each layer is
 * therefore computed once for all clips, and what the first layer makes of a clip alone once for
 * all contexts.
 */
public final class ContextClassifier {
  private final EdgeSettings edges;
  private final InferenceSettings inference;
  private final int columns;
  private final int contextCapacity;
  private final int batch;
  private final Backend backend;
  private final RandomEdges randomEdges;
  private final Matrix contextFeatures;
  private final SparseMatrix contextAdjacency;
  private final Tape contextTape;
  private final List<Matrix> contextRows = new ArrayList<>();
  private final SignedGraph graph = new SignedGraph();
  private final List<JoinedContext> joinedContexts = new ArrayList<>();
  private final Matrix clipFeatures;
  private final SparseMatrix adjacency;
  private final List<ClipLayer> layers;
  private final Runnable projectClips;
  private final Runnable pass;
  private final Matrix hidden;
  private final Matrix probabilities;
  private final Indices nearest;
  private final int[] joined;
  private final int[] drawn;
  private final float[] contextValues;
  private final float[] clipValues;

  /**
   * A layer that looks at other nodes, for the clips of a batch.
   *
   * @param context the first rows of what it takes: what a context's nodes give
   * @param clips the rows below: what the clips' own parts are
   * @param own where those parts are computed
   * @param before computes them from the layer before
   */
  private record ClipLayer(Matrix context, Matrix clips, Matrix own, Tape before) {}

  /**
   * What clips need of a context.
   *
   * @param degrees of its nodes among themselves
   * @param rows what its nodes give each layer
   */
  private record JoinedContext(Matrix degrees, Matrix features, List<Matrix> rows) {}

  /**
   * @param parameters the network's; read at each call, so they may change in between
   * @param contextCapacity the most nodes that a context has
   * @param batch how many clips are classified at a time
   * @param seed for the random edges
   */
  public ContextClassifier(
      Backend backend,
      Network network,
      Parameters parameters,
      EdgeSettings edges,
      InferenceSettings inference,
      int columns,
      int classes,
      int contextCapacity,
      int batch,
      long seed) {
    this.backend = backend;
    this.edges = edges;
    this.inference = inference;
    this.columns = columns;
    this.contextCapacity = contextCapacity;
    this.batch = batch;
    this.randomEdges = new RandomEdges(seed);
    int n = contextCapacity + batch;
    int width = inference.edges();
    Parameters frozen = parameters.frozen();

    contextFeatures = backend.newMatrix(contextCapacity, columns);
    contextAdjacency =
        backend.newSparseMatrix(contextCapacity, contextCapacity, edges.capacity(contextCapacity));
    contextTape = new Tape(backend);
    Tensor given = Tensor.constant(contextFeatures);
    for (int layer = 0; layer < network.depth(); layer++) {
      Tensor projection = network.project(layer, contextTape, frozen, given);
      given = network.applyToProjection(layer, contextTape, frozen, contextAdjacency, projection);
      if (network.mixesNodes(layer)) {
        contextRows.add(projection.value());
      }
    }

    clipFeatures = backend.newMatrix(batch, columns);
    adjacency = backend.newSparseMatrix(n, n, Math.multiplyExact(batch, 1 + width));
    layers = new ArrayList<>();
    Tape tape = new Tape(backend);
    Tensor own = Tensor.constant(clipFeatures);
    Tensor embedding = own;
    for (int layer = 0; layer < network.depth(); layer++) {
      embedding = own;
      Tensor projection = network.project(layer, tape, frozen, own);
      if (!network.mixesNodes(layer)) {
        own = network.applyToProjection(layer, tape, frozen, adjacency, projection);
        continue;
      }
      Matrix rows = backend.newMatrix(n, projection.columns());
      Matrix clips = rows.rowRange(contextCapacity, batch);
      layers.add(new ClipLayer(rows.rowRange(0, contextCapacity), clips, projection.value(), tape));
      tape = new Tape(backend);
      Tensor all = network.applyToProjection(layer, tape, frozen, adjacency, Tensor.constant(rows));
      own = Tensor.constant(all.value().rowRange(contextCapacity, batch));
    }
    Tape last = tape;
    hidden = embedding.value();
    Matrix logits = own.value();
    probabilities = backend.newMatrix(batch, classes);
    projectClips =
        backend.record(() -> {
          if (!layers.isEmpty()) {
            computeOwn(layers.getFirst());
          }
        });
    pass =
        backend.record(() -> {
          for (int layer = 1; layer < layers.size(); layer++) {
            computeOwn(layers.get(layer));
          }
          last.forward();
          backend.losses().softmax(logits, probabilities);
        });
    nearest = backend.newIndices(batch * Math.max(1, width));
    joined = new int[batch * Math.max(1, width)];
    drawn = new int[width];
    contextValues = new float[contextCapacity * columns];
    clipValues = new float[batch * columns];
  }

  private void computeOwn(ClipLayer layer) {
    layer.before().forward();
    backend.dense().add(1, layer.own(), 0, layer.clips());
  }

  /**
   * Adds {@code weight} times the probabilities of every clip.
   *
   * @param x n x d standardised features
   * @param into n x classes
   */
  public void classify(Context context, float[] x, float weight, float[] into) {
    classify(List.of(context), x, 0, x.length / columns, weight, into);
  }

  /**
   * Adds, for each context, {@code weight} times the probabilities of clips from .. to - 1.
   *
   * @param x n x d standardised features
   * @param into n x classes
   */
  public void classify(
      List<Context> contexts, float[] x, int from, int to, float weight, float[] into) {
    average(contexts, x, from, to, weight, probabilities, into);
  }

  /**
   * As {@link #classify(List, float[], int, int, float, float[])}, adding the clips' rows of the
   * last layer of f in place of probabilities.
   *
   * @param into n x width of the network
   */
  public void embed(
      List<Context> contexts, float[] x, int from, int to, float weight, float[] into) {
    average(contexts, x, from, to, weight, hidden, into);
  }

  /**
   * @param rows what a pass leaves for a batch of clips
   */
  private void average(
      List<Context> contexts,
      float[] x,
      int from,
      int to,
      float weight,
      Matrix rows,
      float[] into) {
    for (int c = 0; c < contexts.size(); c++) {
      prepare(c, contexts.get(c));
    }
    float[] values = new float[rows.size()];
    int width = rows.columns();
    for (int first = from; first < to; first += batch) {
      int count = Math.min(batch, to - first);
      System.arraycopy(x, first * columns, clipValues, 0, count * columns);
      Arrays.fill(clipValues, count * columns, clipValues.length, 0);
      clipFeatures.write(clipValues);
      projectClips.run();
      for (int c = 0; c < contexts.size(); c++) {
        if (contexts.size() > 1 || first == from) {
          show(joinedContexts.get(c));
        }
        join(contexts.get(c), joinedContexts.get(c), count);
        pass.run();
        rows.read(values);
        for (int i = 0; i < count * width; i++) {
          into[first * width + i] += weight * values[i];
        }
      }
    }
  }

  /** Computes what clips will need of a context. */
  private void prepare(int number, Context context) {
    Checks.require(
        context.size() <= contextCapacity,
        "context of %d nodes for a capacity of %d",
        context.size(),
        contextCapacity);
    if (number == joinedContexts.size()) {
      joinedContexts.add(
          new JoinedContext(
              backend.newMatrix(contextCapacity, 1),
              backend.newMatrix(contextCapacity, columns),
              contextRows.stream()
                  .map(rows -> backend.newMatrix(rows.rows(), rows.columns()))
                  .toList()));
    }
    JoinedContext prepared = joinedContexts.get(number);
    float[] known = context.x();
    System.arraycopy(known, 0, contextValues, 0, known.length);
    Arrays.fill(contextValues, known.length, contextValues.length, 0);
    contextFeatures.write(contextValues);
    prepared.features().write(contextValues);
    graph.clear(contextCapacity);
    int[] links = context.edges();
    for (int e = 0; e < links.length; e += 3) {
      graph.add(links[e], links[e + 1], links[e + 2]);
    }
    graph.normalize(edges.normalization(), edges.selfWeight());
    graph.writeTo(contextAdjacency);
    if (edges.normalization() == Normalization.SYMMETRIC) {
      double[] degrees = new double[contextCapacity];
      Arrays.setAll(degrees, graph::degree);
      prepared.degrees().write(degrees);
    }
    contextTape.forward();
    copy(contextRows, prepared.rows());
  }

  /** Puts what a context's nodes give where the clips' layers look for it. */
  private void show(JoinedContext context) {
    for (int layer = 0; layer < layers.size(); layer++) {
      backend.dense().add(1, context.rows().get(layer), 0, layers.get(layer).context());
    }
  }

  private void copy(List<Matrix> from, List<Matrix> to) {
    for (int i = 0; i < from.size(); i++) {
      backend.dense().add(1, from.get(i), 0, to.get(i));
    }
  }

  private void join(Context context, JoinedContext prepared, int count) {
    int width = inference.edges();
    int edgesToClip = Math.min(width, context.size());
    if (inference.mode() == Inference.KNN) {
      Matrix base = prepared.features().rowRange(0, context.size());
      backend.neighbors().kNearest(clipFeatures, base, width, nearest);
    }
    if (inference.mode() == Inference.RANDOM) {
      for (int clip = 0; clip < count; clip++) {
        randomEdges.draw(fingerprint(clip), context.size(), edgesToClip, drawn);
        System.arraycopy(drawn, 0, joined, clip * width, edgesToClip);
      }
      nearest.write(joined);
    }
    backend.sparse().join(edges, nearest, edgesToClip, prepared.degrees(), adjacency);
  }

  /** A 64-bit FNV-1a style hash of a row's bits: the clip itself chooses its random edges. */
  private long fingerprint(int clip) {
    long hash = 0xCBF29CE484222325L;
    for (int j = 0; j < columns; j++) {
      hash = (hash ^ Float.floatToIntBits(clipValues[clip * columns + j])) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
