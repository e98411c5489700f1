package dev.earshot.predict;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.graph.EdgeSettings;
import dev.earshot.graph.RandomEdges;
import dev.earshot.graph.SignedGraph;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.util.Arrays;

/**
 * Classifies clips by joining them to a {@link Context} (section III.D): T edges of +1, directed
 * from training nodes to the clip, so that clips disturb neither the context nor each other; from
 * all of them if the context has fewer than T. The context's rows are computed once for each batch
 * of clips.
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
  private final Matrix features;
  private final SparseMatrix adjacency;
  private final Runnable pass;
  private final Matrix probabilities;
  private final Indices nearest;
  private final int[] nearestHere;
  private final int[] joined;
  private final float[] values;
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
    features = backend.newMatrix(n, columns);
    adjacency =
        backend.newSparseMatrix(
            n, n, Math.addExact(edges.capacity(contextCapacity), batch * (1 + width)));
    Tape tape = new Tape(backend);
    Parameters frozen = parameters.frozen();
    Tensor h = network.embed(tape, frozen, adjacency, Tensor.constant(features));
    Tensor logits = network.classify(tape, frozen, adjacency, h);
    Matrix clipLogits = logits.value().rowRange(contextCapacity, batch);
    probabilities = backend.newMatrix(batch, classes);
    pass =
        backend.record(() -> {
          tape.forward();
          backend.losses().softmax(clipLogits, probabilities);
        });
    nearest = backend.newIndices(batch * Math.max(1, width));
    nearestHere = new int[batch * Math.max(1, width)];
    joined = new int[width];
    values = new float[n * columns];
    batchProbabilities = new float[batch * classes];
  }

  /**
   * Adds {@code weight} times the probabilities of every clip.
   *
   * @param x n x d standardised features
   * @param into n x classes
   */
  public void classify(Context context, float[] x, float weight, float[] into) {
    Checks.require(
        context.size() <= contextCapacity,
        "context of %d nodes for a capacity of %d",
        context.size(),
        contextCapacity);
    int n = x.length / columns;
    Arrays.fill(values, 0);
    System.arraycopy(context.x(), 0, values, 0, context.x().length);
    for (int first = 0; first < n; first += batch) {
      int count = Math.min(batch, n - first);
      System.arraycopy(x, first * columns, values, contextCapacity * columns, count * columns);
      Arrays.fill(values, (contextCapacity + count) * columns, values.length, 0);
      features.write(values);
      join(context, count);
      pass.run();
      probabilities.read(batchProbabilities);
      for (int i = 0; i < count * classes; i++) {
        into[first * classes + i] += weight * batchProbabilities[i];
      }
    }
  }

  private void join(Context context, int count) {
    graph.clear(contextCapacity + batch);
    int[] known = context.edges();
    for (int e = 0; e < known.length; e += 3) {
      graph.add(known[e], known[e + 1], known[e + 2]);
    }
    int width = inference.edges();
    int edgesToClip = Math.min(width, context.size());
    if (inference.mode() == Inference.KNN) {
      backend
          .neighbors()
          .kNearest(
              features.rowRange(contextCapacity, batch),
              features.rowRange(0, context.size()),
              width,
              nearest);
      nearest.read(nearestHere);
    }
    for (int i = 0; i < count; i++) {
      int row = contextCapacity + i;
      if (inference.mode() == Inference.RANDOM) {
        randomEdges.draw(fingerprint(row), context.size(), edgesToClip, joined);
      } else {
        System.arraycopy(nearestHere, i * width, joined, 0, edgesToClip);
      }
      for (int k = 0; k < edgesToClip; k++) {
        graph.add(row, joined[k], 1);
      }
    }
    graph.normalize(edges.normalization(), edges.selfWeight());
    graph.writeTo(adjacency);
  }

  /** A 64-bit FNV-1a style hash of a row's bits: the clip itself chooses its random edges. */
  private long fingerprint(int row) {
    long hash = 0xCBF29CE484222325L;
    for (int j = 0; j < columns; j++) {
      hash = (hash ^ Float.floatToIntBits(values[row * columns + j])) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
