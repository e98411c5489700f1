package dev.earshot.compute;

/** Products with a sparse matrix: propagation over a graph's edges. */
public interface SparseKernels {
  /**
   * {@code y = activation(a x + bias)}.
   *
   * @param a n x k
   * @param x k x m
   * @param epilogue bias 1 x m, if any, and activation
   * @param y n x m, not x
   */
  void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y);

  /**
   * {@code c = a' b + beta c}, the gradient of {@link #propagate} by its input.
   *
   * @param a n x k
   * @param b n x m
   * @param beta 0 overwrites c, 1 adds to it
   * @param c k x m, not b
   */
  void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c);
}
