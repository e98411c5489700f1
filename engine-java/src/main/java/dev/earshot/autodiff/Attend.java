package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Attention;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/**
 * Attention over a graph's edges (see {@link dev.earshot.compute.SparseKernels#attend}). The graph
 * is n x n, x and y are n x H F, vectors is 2 x H F, bias is 1 x H F. x and vectors must both be
 * differentiable.
 */
public final class Attend extends Operation {
  private final Tensor x;
  private final Tensor vectors;
  private final FusedEpilogue epilogue;
  private final Attention attention;
  private final Optional<Dropped> dropped;

  /** Attention weights that are dropped, others in each pass. */
  private record Dropped(Matrix ones, Matrix factors, double rate, RandomSource random) {}

  /**
   * @param vectors the learnt vectors of the heads: row 0 target, row 1 source
   * @param heads H, the number of heads
   * @param slope slope of the leaky ReLU below 0
   */
  public Attend(
      Backend backend,
      SparseMatrix graph,
      Tensor x,
      Tensor vectors,
      int heads,
      double slope,
      Tensor bias,
      Activation activation) {
    this(backend, graph, x, vectors, heads, slope, bias, activation, 0, Optional.empty());
  }

  /**
   * The same with dropout of the attention weights, after the softmax.
   *
   * @param rate at least 0 and less than 1
   * @param random the random numbers that choose the weights; without them none is dropped
   */
  public Attend(
      Backend backend,
      SparseMatrix graph,
      Tensor x,
      Tensor vectors,
      int heads,
      double slope,
      Tensor bias,
      Activation activation,
      double rate,
      Optional<RandomSource> random) {
    super(backend, x.rows(), x.columns(), List.of(x, vectors, bias));
    epilogue = new FusedEpilogue(Optional.of(bias), activation);
    this.x = x;
    this.vectors = vectors;
    dropped = random.map(r -> dropped(backend, graph.capacity(), heads, rate, r));
    attention =
        new Attention(
            graph,
            x.value(),
            vectors.value(),
            slope,
            backend.newMatrix(x.rows(), 2 * heads),
            backend.newMatrix(graph.capacity(), heads),
            dropped.map(Dropped::factors));
  }

  private static Dropped dropped(
      Backend backend, int entries, int heads, double rate, RandomSource random) {
    Matrix ones = backend.newMatrix(entries, heads);
    ones.fill(1);
    return new Dropped(ones, backend.newMatrix(entries, heads), rate, random);
  }

  @Override
  void forward() {
    dropped.ifPresent(d -> backend().corruption().dropout(d.ones, d.rate, d.random, 0, d.factors));
    backend().sparse().attend(attention, epilogue.kernelArgument(), output().value());
  }

  @Override
  void backward() {
    if (!x.differentiable() || !vectors.differentiable()) {
      throw new IllegalStateException(
          "attention needs an input and vectors that are both differentiable");
    }
    Matrix gradient = epilogue.backward(backend(), output());
    backend()
        .sparse()
        .attendBackward(
            attention,
            gradient,
            x.claimGradient(),
            x.gradient(),
            vectors.claimGradient(),
            vectors.gradient());
  }
}
