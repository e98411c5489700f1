package dev.earshot.compute;

/**
 * Dense products with an epilogue (bias and activation), and sums. An output must not alias another
 * argument unless its parameter allows it.
 */
public interface DenseKernels {
  /**
   * {@code y = activation(x w + bias)}.
   *
   * @param x n x k
   * @param w k x m
   * @param epilogue bias 1 x m, if any, and activation
   * @param y n x m
   */
  void linear(Matrix x, Matrix w, Epilogue epilogue, Matrix y);

  /**
   * The epilogue alone, in place: {@code y = activation(y + bias)}.
   *
   * @param epilogue bias 1 x m, if any, and activation
   * @param y n x m
   */
  void applyEpilogue(Epilogue epilogue, Matrix y);

  /**
   * {@code c = a' b + beta c}, the gradient of a product with respect to its weights.
   *
   * @param a n x k
   * @param b n x m
   * @param beta 0 overwrites c, 1 adds to it; with 0 the old values of c are not read
   * @param c k x m
   */
  void multiplyTransposedA(Matrix a, Matrix b, double beta, Matrix c);

  /**
   * {@code c = a b' + beta c}, the gradient of a product with respect to its input.
   *
   * @param a n x m
   * @param b k x m
   * @param beta as in {@link #multiplyTransposedA}
   * @param c n x k
   */
  void multiplyTransposedB(Matrix a, Matrix b, double beta, Matrix c);

  /**
   * The backward pass of an activation, in place: {@code gradient_ij} becomes 0 where the
   * activation's derivative is 0.
   *
   * @param y the activation's output, n x m
   * @param gradient on entry the loss's gradient with respect to y, on return that with respect to
   *     the activation's input; n x m
   */
  void activationBackward(Activation activation, Matrix y, Matrix gradient);

  /**
   * {@code sums_j = sum_i x_ij + beta sums_j}, the gradient of a bias.
   *
   * @param x n x m
   * @param sums 1 x m
   */
  void columnSums(Matrix x, double beta, Matrix sums);

  /**
   * The backward pass of an epilogue: {@link #activationBackward} in place, then {@link
   * #columnSums} of the result.
   *
   * @param y the epilogue's output, n x m
   * @param gradient on entry the loss's gradient with respect to y, on return that with respect to
   *     the product; n x m
   * @param beta 0 overwrites {@code biasGradient}, 1 adds to it
   * @param biasGradient 1 x m
   */
  default void epilogueBackward(
      Activation activation, Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    activationBackward(activation, y, gradient);
    columnSums(gradient, beta, biasGradient);
  }

  /**
   * {@code y = alpha x + beta y}.
   *
   * @param x n x m
   * @param y n x m, may be x; with beta 0 its old values are not read
   */
  void add(double alpha, Matrix x, double beta, Matrix y);
}
