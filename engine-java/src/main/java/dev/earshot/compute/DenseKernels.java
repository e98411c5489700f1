package dev.earshot.compute;

/** Dense products with what belongs to their store, and sums. */
public interface DenseKernels {
  /**
   * {@code y = activation(x w + bias)}.
   *
   * @param x n x k
   * @param w k x m
   * @param epilogue bias 1 x m, if any, and activation
   * @param y n x m, not x or w
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
   * {@code c = a' b + beta c}, the gradient of a product by its weights.
   *
   * @param a n x k
   * @param b n x m
   * @param beta 0 overwrites c, 1 adds to it; with 0 what c held is not read
   * @param c k x m, not a or b
   */
  void multiplyTransposedA(Matrix a, Matrix b, double beta, Matrix c);

  /**
   * {@code c = a b' + beta c}, the gradient of a product by its input.
   *
   * @param a n x m
   * @param b k x m
   * @param beta as in {@link #multiplyTransposedA}
   * @param c n x k, not a or b
   */
  void multiplyTransposedB(Matrix a, Matrix b, double beta, Matrix c);

  /**
   * The backward pass of an activation, in place: {@code gradient_ij} becomes 0 where the
   * activation was flat.
   *
   * @param y the activation's output, n x m
   * @param gradient the loss's gradient by y on entry, by the activation's input on return; n x m
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
   * #columnSums} of what it has left.
   *
   * @param y the epilogue's output, n x m
   * @param gradient the loss's gradient by y on entry, by the product on return; n x m
   * @param beta 0 overwrites {@code biasGradient}, 1 adds to it
   * @param biasGradient 1 x m
   */
  default void epilogueBackward(
      Activation activation, Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    activationBackward(activation, y, gradient);
    columnSums(gradient, beta, biasGradient);
  }

  /**
   * Standardises columns: {@code y_ij = (x_ij - m_j) / s_j}, at most {@code bound} from 0, or 0
   * where s_j is 0; computed in double precision and rounded once. Here for memory in Java.
   *
   * @param x n x d
   * @param statistics 4 x d: m is the sum of rows 0 and 1, s of rows 2 and 3, so that floats hold
   *     them to twice their precision
   * @param bound above 0, or infinite for none
   * @param y n x d, may be x
   */
  default void standardize(Matrix x, Matrix statistics, double bound, Matrix y) {
    checkStandardize(x, statistics, bound, y);
    int columns = x.columns();
    double[] of = statistics.toArray();
    float[] values = new float[x.size()];
    x.read(values);
    for (int j = 0; j < columns; j++) {
      double mean = of[j] + of[columns + j];
      double deviation = of[2 * columns + j] + of[3 * columns + j];
      for (int at = j; at < values.length; at += columns) {
        double value = deviation == 0 ? 0 : (values[at] - mean) / deviation;
        values[at] = (float) Math.max(-bound, Math.min(bound, value));
      }
    }
    y.write(values);
  }

  /** Checks the arguments of {@link #standardize}. */
  static void checkStandardize(Matrix x, Matrix statistics, double bound, Matrix y) {
    Checks.shape(statistics, 4, x.columns(), "statistics");
    Checks.sameShape(y, x, "y");
    Checks.require(bound > 0, "bound is %s", bound);
  }

  /**
   * {@code y = alpha x + beta y}.
   *
   * @param x n x m
   * @param y n x m; with beta 0 what it held is not read
   */
  void add(double alpha, Matrix x, double beta, Matrix y);
}
