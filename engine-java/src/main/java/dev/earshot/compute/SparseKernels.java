package dev.earshot.compute;

/**
 * Products with a sparse matrix, and attention over its entries: propagation over a graph's edges.
 * An output must not alias another argument.
 */
public interface SparseKernels {
  /**
   * {@code y = activation(a x + bias)}.
   *
   * @param a n x k
   * @param x k x m
   * @param epilogue bias 1 x m, if any, and activation
   * @param y n x m
   */
  void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y);

  /**
   * {@code c = a' b + beta c}, the gradient of {@link #propagate} with respect to its input.
   *
   * @param a n x k
   * @param b n x m
   * @param beta 0 overwrites c, 1 adds to it
   * @param c k x m
   */
  void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c);

  /**
   * Attention over a graph's edges (Velickovic et al. 2018), H heads of F columns each. With {@code
   * t_ih = sum_f x_i,hf target_hf} and {@code s_jh = sum_f x_j,hf source_hf}, where target and
   * source are the two vectors, the weight of each stored entry (i, j) of the graph for head h is
   * the softmax over row i's entries of {@code leakyRelu(t_ih + s_jh)}. The output is
   *
   * <pre>y_i,hf = activation(sum_j factor_ij,h weight_ij,h x_j,hf + bias_hf)</pre>
   *
   * For a row without entries the sum is 0.
   *
   * @param attention its scores are overwritten by t, then s; its weights are overwritten by the
   *     softmax
   * @param epilogue bias 1 x H F, if any, and activation
   * @param y n x H F
   */
  void attend(Attention attention, Epilogue epilogue, Matrix y);

  /**
   * The backward pass of {@link #attend} without its epilogue. It uses the scores and weights that
   * the forward pass wrote.
   *
   * @param gradient the loss's gradient with respect to the sum before the epilogue, n x H F
   * @param xBeta 0 overwrites {@code xGradient}, 1 adds to it
   * @param xGradient n x H F
   * @param vectorsBeta as xBeta, for {@code vectorsGradient}
   * @param vectorsGradient 2 x H F
   */
  void attendBackward(
      Attention attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient);
}
