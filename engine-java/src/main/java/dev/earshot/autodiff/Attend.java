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
    super(backend, x.rows(), x.columns(), List.of(x, vectors, bias));
    epilogue = new FusedEpilogue(Optional.of(bias), activation);
    this.x = x;
    this.vectors = vectors;
    attention =
        new Attention(
            graph,
            x.value(),
            vectors.value(),
            slope,
            backend.newMatrix(x.rows(), 2 * heads),
            backend.newMatrix(graph.capacity(), heads));
  }

  @Override
  void forward() {
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
