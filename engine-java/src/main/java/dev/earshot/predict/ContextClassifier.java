package dev.earshot.predict;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.graph.RandomEdges;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import java.util.Arrays;
import java.util.List;

/**
 * Classifies clips by joining them to a {@link Context} (section III.D): T edges of +1, directed
 * from training nodes to the clip, so that clips disturb neither the context nor each other; from
 * all of them if the context has fewer than T. The context's rows are computed once for each batch
 * of clips, and what the first layer makes of a clip alone once for all contexts.
 */
public final class ContextClassifier {
  private final EdgeSettings edges;
  private final InferenceSettings inference;
  private final int columns;
  private final int classes;
  private final int contextCapacity;
  private final int batch;
  private final Backend backend;
  private final RandomEdges randomEdges;
  private final Matrix contextFeatures;
  private final Matrix clipFeatures;
  private final SparseMatrix adjacency;
  private final Runnable projectClips;
  private final Runnable pass;
  private final Matrix probabilities;
  private final Indices nearest;
  private final int[] nearestHere;
  private final int[] joined;
  private final float[] contextValues;
  private final float[] clipValues;
  private final float[] batchProbabilities;
  private final SignedGraph graph = new SignedGraph();

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
    this.classes = classes;
    this.contextCapacity = contextCapacity;
    this.batch = batch;
    this.randomEdges = new RandomEdges(seed);
    int n = contextCapacity + batch;
    int width = inference.edges();
    contextFeatures = backend.newMatrix(contextCapacity, columns);
    clipFeatures = backend.newMatrix(batch, columns);
    adjacency =
        backend.newSparseMatrix(
            n, n, Math.addExact(edges.capacity(contextCapacity), batch * (1 + width)));
    Parameters frozen = parameters.frozen();
    Tape contextTape = new Tape(backend);
    Tape clipTape = new Tape(backend);
    Matrix contextRows =
        network.project(contextTape, frozen, Tensor.constant(contextFeatures)).rows().value();
    Matrix clipRows =
        network.project(clipTape, frozen, Tensor.constant(clipFeatures)).rows().value();
    Matrix rows = backend.newMatrix(n, clipRows.columns());
    Matrix firstRows = rows.rowRange(0, contextCapacity);
    Matrix lastRows = rows.rowRange(contextCapacity, batch);
    projectClips =
        backend.record(() -> {
          clipTape.forward();
          backend.dense().add(1, clipRows, 0, lastRows);
        });
    Tape tape = new Tape(backend);
    NodeFeatures features = new NodeFeatures(Tensor.constant(rows), true);
    Tensor h = network.embed(tape, frozen, adjacency, features);
    Tensor logits = network.classify(tape, frozen, adjacency, h);
    Matrix clipLogits = logits.value().rowRange(contextCapacity, batch);
    probabilities = backend.newMatrix(batch, classes);
    pass =
        backend.record(() -> {
          contextTape.forward();
          backend.dense().add(1, contextRows, 0, firstRows);
          tape.forward();
          backend.losses().softmax(clipLogits, probabilities);
        });
    nearest = backend.newIndices(batch * Math.max(1, width));
    nearestHere = new int[batch * Math.max(1, width)];
    joined = new int[width];
    contextValues = new float[contextCapacity * columns];
    clipValues = new float[batch * columns];
    batchProbabilities = new float[batch * classes];
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
    for (Context context : contexts) {
      Checks.require(
          context.size() <= contextCapacity,
          "context of %d nodes for a capacity of %d",
          context.size(),
          contextCapacity);
    }
    for (int first = from; first < to; first += batch) {
      int count = Math.min(batch, to - first);
      System.arraycopy(x, first * columns, clipValues, 0, count * columns);
      Arrays.fill(clipValues, count * columns, clipValues.length, 0);
      clipFeatures.write(clipValues);
      projectClips.run();
      for (Context context : contexts) {
        join(context, count);
        pass.run();
        probabilities.read(batchProbabilities);
        for (int i = 0; i < count * classes; i++) {
          into[first * classes + i] += weight * batchProbabilities[i];
        }
      }
    }
  }

  private void join(Context context, int count) {
    float[] known = context.x();
    System.arraycopy(known, 0, contextValues, 0, known.length);
    Arrays.fill(contextValues, known.length, contextValues.length, 0);
    contextFeatures.write(contextValues);
    graph.clear(contextCapacity + batch);
    int[] links = context.edges();
    for (int e = 0; e < links.length; e += 3) {
      graph.add(links[e], links[e + 1], links[e + 2]);
    }
    int width = inference.edges();
    int edgesToClip = Math.min(width, context.size());
    if (inference.mode() == Inference.KNN) {
      backend
          .neighbors()
          .kNearest(clipFeatures, contextFeatures.rowRange(0, context.size()), width, nearest);
      nearest.read(nearestHere);
    }
    for (int clip = 0; clip < count; clip++) {
      if (inference.mode() == Inference.RANDOM) {
        randomEdges.draw(fingerprint(clip), context.size(), edgesToClip, joined);
      } else {
        System.arraycopy(nearestHere, clip * width, joined, 0, edgesToClip);
      }
      for (int k = 0; k < edgesToClip; k++) {
        graph.add(contextCapacity + clip, joined[k], 1);
      }
    }
    graph.normalize(edges.normalization(), edges.selfWeight());
    graph.writeTo(adjacency);
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
