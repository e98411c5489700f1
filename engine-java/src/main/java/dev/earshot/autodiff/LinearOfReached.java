package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * {@code y = x w} where x was computed in a second pass over a graph, with changed inputs of some
 * nodes. A row of x is <i>reached</i> if its node has an edge to a node whose input changed. The
 * other rows are the same as in the first pass, so their products are copied from there. x is n x
 * k, w is k x m, y is n x m.
 *
 * <p>Let g be the gradient with respect to y. Its reached rows give {@code dx = g w'} and {@code dw
 * = x' g}. Its other rows are added to the gradient of the first pass's product and flow back
 * through the first pass. This gives the same result, because for such a row both passes computed
 * the same.
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
   * @param known the product {@code x w} of the first pass
   * @param edges n x n, the graph over which x was computed from rows that may have changed
   * @param mask n elements
   * @param changed the mask's value for nodes whose input may have changed
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
