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
   * The exponential linear unit: {@code y = x} where x is above 0, else {@code exp(x) - 1}.
   *
   * @param x n x m
   * @param y n x m
   */
  void elu(Matrix x, Matrix y);

  /**
   * The backward pass of {@link #elu}: {@code xGradient = gradient (y > 0 ? 1 : y + 1) + beta
   * xGradient}.
   *
   * @param y the output of the forward pass, n x m
   * @param gradient n x m
   * @param xGradient n x m
   */
  void eluBackward(Matrix y, Matrix gradient, double beta, Matrix xGradient);

  /**
   * Batch normalisation (Ioffe, Szegedy 2015) by the moments of x itself: {@code y_ij = scale_j
   * (x_ij - mean_j) / deviation_j + shift_j} with {@code deviation_j^2 = mean of (x_ij - mean_j)^2
   * + 1e-5}, then the activation.
   *
   * @param x n x m
   * @param scale 1 x m
   * @param shift 1 x m
   * @param moments 2 x m: receives the means, then {@code 1 / deviation}
   * @param y n x m
   */
  void normalizeColumns(
      Matrix x, Matrix scale, Matrix shift, Matrix moments, Activation activation, Matrix y);

  /**
   * The backward pass of {@link #normalizeColumns} without its activation. With {@code h = (x -
   * mean) / deviation} and the gradient g: {@code dscale = sum_i g h}, {@code dshift = sum_i g},
   * {@code dx = scale / deviation (g - dshift / n - h dscale / n)}.
   *
   * @param moments as the forward pass wrote them
   * @param gradient n x m
   * @param beta 0 overwrites {@code xGradient}, 1 adds to it
   * @param xGradient n x m
   * @param affineGradient 2 x m: receives dscale, then dshift
   */
  void normalizeColumnsBackward(
      Matrix x,
      Matrix scale,
      Matrix moments,
      Matrix gradient,
      double beta,
      Matrix xGradient,
      Matrix affineGradient);

  /**
   * {@code y = alpha x + beta y}.
   *
   * @param x n x m
   * @param y n x m, may be x; with beta 0 its old values are not read
   */
  void add(double alpha, Matrix x, double beta, Matrix y);
}
