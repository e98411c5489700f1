package dev.earshot.method;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.Reading;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Classifies clips by joining them to a {@link Context} (section III.D). Each clip gets T edges +1,
 * directed from training nodes to the clip; if the context has fewer than T nodes, one from each of
 * them. The direction means that a clip changes neither the context nor another clip. So each
 * layer's values of a context's nodes are computed once for all clips. The first layer's projection
 * of a clip is computed once for all contexts.
 *
 * <p>Raw clips are copied to the backend in batches and mapped to the network's feature space
 * there. The mean over the contexts is computed there, too. It is read once for each batch, while
 * the next batch is computed, so that device and host do not wait for each other.
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
  private final ClipSpace space;
  private final Matrix rawClips;
  private final Matrix clipFeatures;
  private final SparseMatrix adjacency;
  private final List<ClipLayer> layers;
  private final Tape last;
  private final Runnable takeClips;
  private final Matrix logits;
  private final Matrix hidden;
  private final Matrix probabilities;
  private final Indices nearest;
  private final int[] joined;
  private final int[] drawn;
  private final float[] contextValues;
  private final Map<Integer, Matrix> means = new HashMap<>();
  private List<Context> current = List.of();

  /**
   * A layer that mixes nodes, for the clips of a batch.
   *
   * @param context the first rows of its input: the projection of a context's nodes
   * @param clips the rows below: the projection of the clips
   * @param own the buffer in which the clips' projection is computed
   * @param before the tape that computes it from the layer before
   */
  private record ClipLayer(Matrix context, Matrix clips, Matrix own, Tape before) {}

  /** Precomputed values of a context, which all clips use. */
  private final class JoinedContext {
    /** The degrees of its nodes within the context. */
    private final Matrix degrees = backend.newMatrix(contextCapacity, 1);

    private final Matrix features = backend.newMatrix(contextCapacity, columns);

    /** The projection of its nodes by each layer that mixes nodes. */
    private final List<Matrix> rows =
        contextRows.stream()
            .map(given -> backend.newMatrix(given.rows(), given.columns()))
            .toList();

    /** Copies these projections into the inputs of the clips' layers. */
    private final Runnable copyRows =
        backend.record(() -> {
          for (int layer = 0; layer < layers.size(); layer++) {
            backend.dense().add(1, rows.get(layer), 0, layers.get(layer).context());
          }
        });

    private int size = -1;
    private Optional<Runnable> pass = Optional.empty();

    /** Runs the network over a batch of clips that are joined to this context. */
    void pass() {
      pass.orElseThrow().run();
    }

    void resize(int nodes) {
      if (nodes != size) {
        size = nodes;
        pass = Optional.of(backend.record(this::joinAndPass));
      }
    }

    private void joinAndPass() {
      if (inference.mode() == Inference.KNN) {
        Matrix base = features.rowRange(0, size);
        backend.neighbors().kNearest(clipFeatures, base, inference.edges(), nearest);
      }
      int edgesToClip = Math.min(inference.edges(), size);
      backend.graphs().join(edges, nearest, edgesToClip, degrees, adjacency);
      for (int layer = 1; layer < layers.size(); layer++) {
        computeOwn(layers.get(layer));
      }
      last.forward();
      backend.losses().softmax(logits, probabilities);
    }
  }

  /**
   * Allocates the buffers and records the work of a batch.
   *
   * @param backend the backend that computes
   * @param ready the network, its parameters and the clips' feature space
   * @param edges how a context's nodes are linked and the adjacency is normalised
   * @param inference how clips are joined to a context
   * @param contextCapacity the most nodes that a context may have
   * @param batch number of clips that are classified at a time
   * @param seed seed of the random edges
   */
  public ContextClassifier(
      Backend backend,
      ReadyNetwork ready,
      EdgeSettings edges,
      InferenceSettings inference,
      int contextCapacity,
      int batch,
      long seed) {
    Network network = ready.network();
    this.backend = backend;
    this.edges = edges;
    // More edges than nodes cannot be drawn, and would only take memory.
    this.inference = inference.withRandomEdges(Math.min(inference.randomEdges(), contextCapacity));
    this.space = ready.space();
    this.columns = space.columns();
    this.contextCapacity = contextCapacity;
    this.batch = batch;
    this.randomEdges = new RandomEdges(seed);
    int n = contextCapacity + batch;
    int width = this.inference.edges();
    Parameters frozen = ready.parameters().frozen();

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

    rawClips = backend.newMatrix(batch, columns);
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
    last = tape;
    hidden = embedding.value();
    logits = own.value();
    probabilities = backend.newMatrix(batch, ready.classes());
    Runnable toSpace = space.on(backend, rawClips, clipFeatures);
    takeClips =
        backend.record(() -> {
          toSpace.run();
          if (!layers.isEmpty()) {
            computeOwn(layers.getFirst());
          }
        });
    nearest = backend.newIndices(batch * Math.max(1, width));
    joined = new int[batch * Math.max(1, width)];
    drawn = new int[width];
    contextValues = new float[contextCapacity * columns];
  }

  private void computeOwn(ClipLayer layer) {
    layer.before().forward();
    backend.dense().add(1, layer.own(), 0, layer.clips());
  }

  /**
   * Computes the probabilities of all clips, joined to one context.
   *
   * @param context the context
   * @param x n x d features
   * @param into receives the probabilities, n x classes
   * @throws IllegalArgumentException if the context has more nodes than the capacity
   */
  public void classify(Context context, float[] x, float[] into) {
    classify(List.of(context), x, 0, x.length / columns, into);
  }

  /**
   * Computes the mean over the contexts of the probabilities of clips {@code from .. to - 1}.
   *
   * @param contexts the contexts
   * @param x n x d features
   * @param from the first clip
   * @param to the clip after the last one
   * @param into receives the probabilities, n x classes
   * @throws IllegalArgumentException if a context has more nodes than the capacity
   */
  public void classify(List<Context> contexts, float[] x, int from, int to, float[] into) {
    join(contexts);
    classify(x, from, to, into);
  }

  /**
   * Precomputes what all clips use of some contexts, for {@link #classify(float[], int, int,
   * float[])}.
   *
   * @param contexts the contexts
   * @throws IllegalArgumentException if a context has more nodes than the capacity
   */
  public void join(List<Context> contexts) {
    for (int c = 0; c < contexts.size(); c++) {
      prepare(c, contexts.get(c));
    }
    current = List.copyOf(contexts);
  }

  /**
   * Computes the mean over the contexts of the last {@link #join} of the probabilities of clips
   * {@code from .. to - 1}.
   *
   * @param x n x d features
   * @param from the first clip
   * @param to the clip after the last one
   * @param into receives the probabilities, n x classes
   */
  public void classify(float[] x, int from, int to, float[] into) {
    average(x, from, to, probabilities, into);
  }

  /**
   * The same with the clips' rows of the last layer of f in place of probabilities.
   *
   * @param contexts the contexts
   * @param x n x d features
   * @param from the first clip
   * @param to the clip after the last one
   * @param into receives the rows, n x width of the network
   * @throws IllegalArgumentException if a context has more nodes than the capacity
   */
  public void embed(List<Context> contexts, float[] x, int from, int to, float[] into) {
    join(contexts);
    average(x, from, to, hidden, into);
  }

  /**
   * @param rows the buffer that holds the result of a pass over a batch of clips
   */
  private void average(float[] x, int from, int to, Matrix rows, float[] into) {
    int width = rows.columns();
    Matrix mean = means.computeIfAbsent(width, columns -> backend.newMatrix(batch, columns));
    Reading before = Reading.DONE;
    for (int first = from; first < to; first += batch) {
      int count = Math.min(batch, to - first);
      // In the last batch, the rows after the last clip hold old clips. Their results are not read.
      rawClips.rowRange(0, count).write(x, first * columns);
      takeClips.run();
      for (int c = 0; c < current.size(); c++) {
        JoinedContext joinedContext = joinedContexts.get(c);
        if (current.size() > 1 || first == from) {
          joinedContext.copyRows.run();
        }
        if (inference.mode() == Inference.RANDOM) {
          drawEdges(current.get(c), x, first, count);
        }
        joinedContext.pass();
        backend.dense().add(1.0 / current.size(), rows, c == 0 ? 0 : 1, mean);
      }
      Reading reading = mean.rowRange(0, count).readLater(into, first * width);
      before.await();
      before = reading;
    }
    before.await();
  }

  /** Precomputes the values of a context that all clips use. */
  private void prepare(int number, Context context) {
    Checks.require(
        context.size() <= contextCapacity,
        "context of %s nodes for a capacity of %s",
        context.size(),
        contextCapacity);
    if (number == joinedContexts.size()) {
      joinedContexts.add(new JoinedContext());
    }
    JoinedContext prepared = joinedContexts.get(number);
    prepared.resize(context.size());
    float[] known = context.x();
    System.arraycopy(known, 0, contextValues, 0, known.length);
    Arrays.fill(contextValues, known.length, contextValues.length, 0);
    contextFeatures.write(contextValues);
    prepared.features.write(contextValues);
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
      prepared.degrees.write(degrees);
    }
    contextTape.forward();
    for (int i = 0; i < contextRows.size(); i++) {
      backend.dense().add(1, contextRows.get(i), 0, prepared.rows.get(i));
    }
  }

  /**
   * Draws the nodes that each clip of a batch is joined to. The clip's features decide the draw.
   */
  private void drawEdges(Context context, float[] x, int first, int count) {
    int width = inference.edges();
    int edgesToClip = Math.min(width, context.size());
    float[] clips = space.apply(Arrays.copyOfRange(x, first * columns, (first + count) * columns));
    for (int clip = 0; clip < count; clip++) {
      randomEdges.draw(fingerprint(clips, clip), context.size(), edgesToClip, drawn);
      System.arraycopy(drawn, 0, joined, clip * width, edgesToClip);
    }
    nearest.write(joined);
  }

  /** A 64-bit hash of a row's bits in the style of FNV-1a; it selects the clip's random edges. */
  private long fingerprint(float[] clips, int clip) {
    long hash = 0xCBF29CE484222325L;
    for (int j = 0; j < columns; j++) {
      hash = (hash ^ Float.floatToIntBits(clips[clip * columns + j])) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
