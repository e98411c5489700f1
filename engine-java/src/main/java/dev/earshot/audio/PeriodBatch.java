package dev.earshot.audio;

import java.util.Arrays;

/**
 * Makes the outputs of several periods of a {@link Resampler} together. A period is L outputs of M
 * inputs; its outputs have the L phases. Outputs of one phase in different periods use the same
 * taps, and inputs M apart. With these laid side by side, a tap is applied to all periods by one
 * plain loop, which the JVM turns into vector instructions. Each output is the same sum in the same
 * order as {@code Resampler} makes it alone, so the bits are the same.
 */
final class PeriodBatch {
  /** The periods that are made together. */
  static final int PERIODS = 128;

  private static final int LEAST_PHASES = 8;
  private static final int MOST_VALUES = 1 << 18;

  /** The sums that make an output, as in {@link Resampler}. */
  private static final int SUMS = 4;

  private final float[] taps;
  private final int count;
  private final int up;
  private final int down;

  /** By place in the first period and after it: the inputs there in all periods. */
  private final float[][] columns;

  private final float[][] sums = new float[SUMS][PERIODS];
  private final float[] made;

  /**
   * Prepares buffers.
   *
   * @param taps rows of {@code count} taps, one for each of {@code up} phases
   * @param up the L of the resampler
   * @param down its M
   */
  PeriodBatch(float[] taps, int count, int up, int down) {
    this.taps = taps;
    this.count = count;
    this.up = up;
    this.down = down;
    this.columns = new float[down + count][PERIODS];
    this.made = new float[PERIODS * up];
  }

  /**
   * Whether a batch of these sizes stays in a processor's cache, and has so many phases that laying
   * inputs side by side costs little.
   */
  static boolean fits(int count, int up, int down) {
    return up >= LEAST_PHASES && (long) PERIODS * Math.max(up, down + count) <= MOST_VALUES;
  }

  /** The number of inputs that a batch looks at. */
  int inputs() {
    return PERIODS * down + count;
  }

  /** The number of outputs of a batch. */
  int outputs() {
    return made.length;
  }

  /**
   * Makes a batch.
   *
   * @param inputs of which {@link #inputs} from {@code at} are used
   * @param at the first input of the first output
   * @param phase the phase of the first output
   * @return {@link #outputs} values, valid until the next call
   */
  float[] make(float[] inputs, int at, int phase) {
    for (int i = 0; i < columns.length; i++) {
      var column = columns[i];
      for (int q = 0; q < PERIODS; q++) {
        column[q] = inputs[at + i + q * down];
      }
    }
    for (int j = 0; j < up; j++) {
      long place = phase + (long) j * down;
      sum((int) (place / up), (int) (place % up) * count);
      var a = sums[0];
      var b = sums[1];
      var c = sums[2];
      var d = sums[3];
      for (int q = 0; q < PERIODS; q++) {
        made[q * up + j] = a[q] + b[q] + (c[q] + d[q]);
      }
    }
    return made;
  }

  /** The sums of one phase in all periods. */
  private void sum(int offset, int row) {
    for (var each : sums) {
      Arrays.fill(each, 0);
    }
    int whole = count - count % SUMS;
    for (int k = 0; k < count; k++) {
      add(sums[k < whole ? k % SUMS : 0], columns[offset + k], taps[row + k]);
    }
  }

  /** Arrays that all begin at 0, so that Java's compiler sees that they do not overlap. */
  private static void add(float[] sum, float[] column, float tap) {
    for (int q = 0; q < PERIODS; q++) {
      sum[q] += column[q] * tap;
    }
  }
}
