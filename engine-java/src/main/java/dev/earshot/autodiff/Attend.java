package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Attention;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
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
  private record Dropped(Matrix ones, Matrix factors, DropoutMask mask) {}

  /**
   * The heads of attention.
   *
   * @param vectors their learnt vectors: row 0 target, row 1 source
   * @param count H, the number of heads
   * @param slope slope of the leaky ReLU below 0
   * @param dropout which attention weights are dropped after the softmax; none if empty
   */
  public record Heads(Tensor vectors, int count, double slope, Optional<DropoutMask> dropout) {}

  /** Computes {@code y} with bias and activation. */
  public Attend(
      Backend backend,
      SparseMatrix graph,
      Tensor x,
      Heads heads,
      Tensor bias,
      Activation activation) {
    super(backend, x.rows(), x.columns(), List.of(x, heads.vectors, bias));
    epilogue = new FusedEpilogue(Optional.of(bias), activation);
    this.x = x;
    vectors = heads.vectors;
    dropped = heads.dropout.map(mask -> dropped(backend, graph.capacity(), heads.count, mask));
    attention =
        new Attention(
            graph,
            x.value(),
            vectors.value(),
            heads.slope,
            backend.newMatrix(x.rows(), 2 * heads.count),
            backend.newMatrix(graph.capacity(), heads.count),
            dropped.map(Dropped::factors));
  }

  private static Dropped dropped(Backend backend, int entries, int heads, DropoutMask mask) {
    Matrix ones = backend.newMatrix(entries, heads);
    ones.fill(1);
    return new Dropped(ones, backend.newMatrix(entries, heads), mask);
  }

  @Override
  void forward() {
    dropped.ifPresent(
        d -> backend().corruption().dropout(d.ones, d.mask.rate(), d.mask.random(), 0, d.factors));
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
