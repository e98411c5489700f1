package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * {@code y = x w} for an x that is a second pass over a graph: a row that no change has reached is
 * that of the first pass, whose product is known. A row is reached if its node has an edge to a
 * node whose input changed. x n x k, w k x m, y n x m.
 *
 * <p>With g the gradient by y: the rows reached give {@code dx = g w'} and {@code dw = x' g}, the
 * others' rows of g are added to the gradient of the first pass's product, from where they go the
 * same way as by x: behind a row that was not reached both passes are the same.
 */
public final class LinearOfReached extends Operation {
  private final Tensor x;
  private final Tensor w;
  private final Tensor known;
  private final SparseMatrix edges;
  private final Indices mask;
  private final int changed;
  private final Indices reached;
  private final Indices others;
  private final Matrix reachedRows;

  /**
   * @param known the first pass's {@code x w}
   * @param edges n x n, the graph by which x was computed from rows that may have changed
   * @param mask n elements
   * @param changed the element of a node whose input may have changed
   */
  public LinearOfReached(
      Backend backend,
      Tensor x,
      Tensor w,
      Tensor known,
      SparseMatrix edges,
      Indices mask,
      int changed) {
    super(backend, x.rows(), w.columns(), List.of(x, w, known));
    this.x = x;
    this.w = w;
    this.known = known;
    this.edges = edges;
    this.mask = mask;
    this.changed = changed;
    reached = backend.newIndices(x.rows());
    others = backend.newIndices(x.rows());
    reachedRows = backend.newMatrix(x.rows(), x.columns());
  }

  @Override
  void forward() {
    backend().graphs().reach(edges, mask, changed, reached, others);
    backend().corruption().maskRows(x.value(), others, 0, reachedRows);
    backend().dense().linear(reachedRows, w.value(), Epilogue.NONE, output().value());
    backend().corruption().maskRows(known.value(), reached, 1, output().value());
  }

  @Override
  void backward() {
    Matrix gradient = output().gradient();
    if (known.differentiable()) {
      backend().corruption().maskRows(gradient, reached, known.claimGradient(), known.gradient());
    }
    backend().corruption().maskRows(gradient, others, 0, gradient);
    if (w.differentiable()) {
      backend().dense().multiplyTransposedA(reachedRows, gradient, w.claimGradient(), w.gradient());
    }
    if (x.differentiable()) {
      backend().dense().multiplyTransposedB(gradient, w.value(), x.claimGradient(), x.gradient());
    }
  }
}
