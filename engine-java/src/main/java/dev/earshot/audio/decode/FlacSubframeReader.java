package dev.earshot.audio.decode;

import java.util.Arrays;

/**
 * Reads one channel of one FLAC frame (RFC 9639, section 9.2): a predictor and its residual.
 *
 * <p>All arithmetic uses 64 bits. The side channel of 32-bit stereo has 33 bits, and a prediction
 * of order 32 with coefficients of 15 bits needs 53 bits.
 */
final class FlacSubframeReader {
  private static final int CONSTANT = 0;
  private static final int VERBATIM = 1;
  private static final int FIXED = 8;
  private static final int FIXED_MAX = FIXED + 4;
  private static final int LPC = 32;
  private static final int NO_PRECISION = 16;
  private static final int ESCAPE_WIDTH_BITS = 5;

  /** The fixed predictors of order 0 to 4: extrapolation by a polynomial of lower degree. */
  private static final long[][] FIXED_COEFFICIENTS = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

  private final BitReader in;

  FlacSubframeReader(BitReader in) {
    this.in = in;
  }

  /** Fills {@code out} up to {@code block} with samples of {@code bits} bits each. */
  void read(long[] out, int block, int bits) {
    if (in.unsigned(1) != 0) {
      throw FlacStream.corrupt("a subframe starts with 1");
    }
    int type = (int) in.unsigned(6);
    int wasted = in.unsigned(1) == 0 ? 0 : in.unary() + 1;
    int coded = bits - wasted;
    if (coded < 1) {
      throw FlacStream.corrupt("a subframe wastes all its bits");
    }
    if (type == CONSTANT) {
      Arrays.fill(out, 0, block, in.signed(coded));
    } else if (type == VERBATIM) {
      readVerbatim(out, block, coded);
    } else if (type >= FIXED && type <= FIXED_MAX) {
      readFixed(out, block, coded, type - FIXED);
    } else if (type >= LPC) {
      readLinearPrediction(out, block, coded, type - LPC + 1);
    } else {
      throw FlacStream.corrupt("a subframe has the reserved type " + type);
    }
    for (int i = 0; wasted > 0 && i < block; i++) {
      out[i] <<= wasted;
    }
  }

  private void readVerbatim(long[] out, int count, int bits) {
    for (int i = 0; i < count; i++) {
      out[i] = in.signed(bits);
    }
  }

  private void readFixed(long[] out, int block, int bits, int order) {
    readWarmUp(out, block, bits, order);
    readResidual(out, block, order);
    predict(out, block, FIXED_COEFFICIENTS[order], 0);
  }

  private void readLinearPrediction(long[] out, int block, int bits, int order) {
    readWarmUp(out, block, bits, order);
    int precision = (int) in.unsigned(4) + 1;
    int shift = (int) in.signed(5);
    if (precision == NO_PRECISION || shift < 0) {
      throw FlacStream.corrupt("a subframe has impossible coefficients");
    }
    var coefficients = new long[order];
    for (int i = 0; i < order; i++) {
      coefficients[i] = in.signed(precision);
    }
    readResidual(out, block, order);
    predict(out, block, coefficients, shift);
  }

  private void readWarmUp(long[] out, int block, int bits, int order) {
    if (order > block) {
      throw FlacStream.corrupt("a predictor is longer than its block");
    }
    readVerbatim(out, order, bits);
  }

  /** Turns the residual in {@code samples} into samples, in place. */
  private static void predict(long[] samples, int block, long[] coefficients, int shift) {
    int order = coefficients.length;
    for (int i = order; i < block; i++) {
      long sum = 0;
      for (int j = 0; j < order; j++) {
        sum += coefficients[j] * samples[i - 1 - j];
      }
      samples[i] += sum >> shift;
    }
  }

  private void readResidual(long[] out, int block, int order) {
    int method = (int) in.unsigned(2);
    if (method > 1) {
      throw FlacStream.corrupt("a residual has the reserved method " + method);
    }
    int parameterBits = method == 0 ? 4 : 5;
    int escape = (1 << parameterBits) - 1;
    int partitionOrder = (int) in.unsigned(4);
    int partition = block >> partitionOrder;
    if (partition << partitionOrder != block || partition < order) {
      throw FlacStream.corrupt("a block does not divide into its partitions");
    }
    int at = order;
    for (int end = partition; end <= block; end += partition) {
      int parameter = (int) in.unsigned(parameterBits);
      if (parameter == escape) {
        int width = (int) in.unsigned(ESCAPE_WIDTH_BITS);
        for (; at < end; at++) {
          out[at] = in.signed(width);
        }
      } else {
        for (; at < end; at++) {
          long folded = in.rice(parameter);
          out[at] = folded >>> 1 ^ -(folded & 1); // 0, -1, 1, -2, 2, ...
        }
      }
    }
  }
}
