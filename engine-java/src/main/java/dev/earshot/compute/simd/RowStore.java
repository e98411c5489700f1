package dev.earshot.compute.simd;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Epilogue;

/**
 * How a row of sums z is stored: {@code c = activation(z + beta c + bias)}; with beta 0 the old
 * values of c are not read.
 */
final class RowStore {
  /** The largest number of terms for which a sum starts from the old value. */
  private static final int LONGEST_CONTINUED = 256;

  private static final float[] NO_BIAS = {};

  float beta;
  boolean relu;
  boolean biased;
  float[] bias = NO_BIAS;
  int biasOffset;

  /** Stores {@code z + beta c}, without bias and activation. */
  void accumulate(double newBeta) {
    beta = (float) newBeta;
    relu = false;
    biased = false;
    bias = NO_BIAS;
    biasOffset = 0;
  }

  /** Adds the bias and the activation. */
  void finish(Epilogue epilogue) {
    relu = epilogue.activation() == Activation.RELU;
    biased = epilogue.bias().isPresent();
    if (biased) {
      SimdMatrix row = SimdMatrix.of(epilogue.bias().get());
      bias = row.data;
      biasOffset = row.offset;
    }
  }

  boolean changesNothing() {
    return beta == 0 && !relu && !biased;
  }

  /**
   * Whether sums of {@code inner} terms start from the old values or the bias, and are stored as
   * {@code max(sum, least())}. Long sums are added to the old values at the end instead, so that
   * fewer rounding errors build up.
   */
  boolean startsSums(int inner) {
    return beta == 0 || (beta == 1 && !biased && inner <= LONGEST_CONTINUED);
  }

  /** The lower bound of stored values. */
  float least() {
    return least(relu ? Activation.RELU : Activation.NONE);
  }

  /** The lower bound of an activation's values: 0 for ReLU, negative infinity for none. */
  static float least(Activation activation) {
    return activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
  }
}
