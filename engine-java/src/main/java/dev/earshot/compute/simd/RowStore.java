package dev.earshot.compute.simd;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Epilogue;

/**
 * How a row of sums z is stored: {@code c = activation(z + beta c + bias)}; with beta 0 the old
 * values of c are not read.
 */
final class RowStore {
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

  /** Adds the bias from this column on, and the activation. */
  void finish(Epilogue epilogue, int column) {
    relu = epilogue.activation() == Activation.RELU;
    biased = epilogue.bias().isPresent();
    if (biased) {
      SimdMatrix row = SimdMatrix.of(epilogue.bias().get());
      bias = row.data;
      biasOffset = row.offset + column;
    }
  }

  boolean changesNothing() {
    return beta == 0 && !relu && !biased;
  }
}
