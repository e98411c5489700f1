package dev.earshot.audio.resample;

import java.util.Arrays;

/**
 * Makes the outputs of several periods of a {@link Resampler} together. A period is L outputs of M
 * inputs; its outputs have the L phases. Outputs of one phase in different periods use the same
 * taps, and inputs M apart. With these laid side by side, some taps are applied to all periods by
 * one plain loop, which the JVM turns into vector instructions. Each output is the same sum in the
 * same order as {@code Resampler} makes it alone, so the bits are the same.
 */
final class PeriodBatch {
  /** The least and the greatest number of periods that are made together. */
  private static final int LEAST_PERIODS = 128;

  private static final int MOST_PERIODS = 512;

  /** More inputs at a time would be wasted on short clips. */
  private static final int MOST_INPUTS = 1 << 16;

  private static final int MOST_VALUES = 1 << 18;

  /** The sums that make an output, as in {@link Resampler}. */
  private static final int SUMS = 4;

  private final float[] taps;
  private final int count;
  private final int up;
  private final int down;

  /** The periods that are made together. */
  private final int periods;

  /** By remainder r below M: the inputs r, r + M, r + 2 M and so on. */
  private final float[][] everyDown;

  /** By place in the first period and after it: the inputs there in all periods. */
  private final float[][] columns;

  private final float[][] sums;
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
    this.periods = periods(count, up, down);
    this.sums = new float[SUMS][periods];
    this.everyDown = new float[down][periods + Math.ceilDiv(count, down) + 1];
    this.columns = new float[down + count][periods];
    this.made = new float[periods * up];
  }

  /** Whether a batch of these sizes stays in a processor's cache. */
  static boolean fits(int count, int up, int down) {
    return fits(LEAST_PERIODS, count, up, down);
  }

  private static boolean fits(int periods, int count, int up, int down) {
    return (long) periods * Math.max(up, down + count) <= MOST_VALUES;
  }

  /** Many short periods, since each tap is a call; fewer long ones. */
  private static int periods(int count, int up, int down) {
    int periods = MOST_PERIODS;
    while (periods > LEAST_PERIODS
        && ((long) periods * down > MOST_INPUTS || !fits(periods, count, up, down))) {
      periods /= 2;
    }
    return periods;
  }

  /** The number of inputs that a batch looks at. */
  int inputs() {
    return periods * down + count;
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
    for (int r = 0; r < down; r++) {
      var each = everyDown[r];
      int end = Math.ceilDiv(inputs() - r, down);
      for (int q = 0, i = at + r; q < end; q++, i += down) {
        each[q] = inputs[i];
      }
    }
    for (int i = 0; i < columns.length; i++) {
      System.arraycopy(everyDown[i % down], i / down, columns[i], 0, periods);
    }
    for (int j = 0; j < up; j++) {
      long place = phase + (long) j * down;
      sum((int) (place / up), (int) (place % up) * count);
      var a = sums[0];
      var b = sums[1];
      var c = sums[2];
      var d = sums[3];
      for (int q = 0; q < periods; q++) {
        made[q * up + j] = a[q] + b[q] + (c[q] + d[q]);
      }
    }
    return made;
  }

  /** The sums of one phase in all periods. Sum s has the taps s, s + 4, s + 8 and so on. */
  private void sum(int offset, int row) {
    int whole = count - count % SUMS;
    for (int s = 0; s < SUMS; s++) {
      var sum = sums[s];
      Arrays.fill(sum, 0);
      int k = s;
      for (; k + 3 * SUMS < whole; k += 4 * SUMS) {
        addFour(sum, offset + k, row + k);
      }
      for (; k < whole; k += SUMS) {
        add(sum, columns[offset + k], taps[row + k]);
      }
    }
    for (int k = whole; k < count; k++) {
      add(sums[0], columns[offset + k], taps[row + k]);
    }
  }

  /**
   * Adds four taps of one sum, one after the other, so that the sum is read and written once. All
   * arrays begin at 0, so that Java's compiler sees that they do not overlap.
   */
  private void addFour(float[] sum, int place, int tap) {
    var a = columns[place];
    var b = columns[place + SUMS];
    var c = columns[place + 2 * SUMS];
    var d = columns[place + 3 * SUMS];
    float tapA = taps[tap];
    float tapB = taps[tap + SUMS];
    float tapC = taps[tap + 2 * SUMS];
    float tapD = taps[tap + 3 * SUMS];
    for (int q = 0; q < periods; q++) {
      sum[q] = sum[q] + a[q] * tapA + b[q] * tapB + c[q] * tapC + d[q] * tapD;
    }
  }

  private static void add(float[] sum, float[] column, float tap) {
    for (int q = 0; q < sum.length; q++) {
      sum[q] += column[q] * tap;
    }
  }
}
