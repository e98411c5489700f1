package dev.earshot.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The area under the curve of true against false positives (receiver operating characteristic): the
 * probability that a positive clip has a higher score than a negative one. Equal scores count half.
 */
public final class RocArea {
  private RocArea() {}

  /**
   * The area.
   *
   * @param positive which clips are positive; there must be clips of both kinds
   * @param scores one a clip
   * @throws IllegalArgumentException if all clips are of one kind, or the lengths differ
   */
  public static double of(boolean[] positive, float[] scores) {
    if (positive.length != scores.length) {
      throw new IllegalArgumentException(
          "%s scores of %s clips".formatted(scores.length, positive.length));
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double ranks = 0;
    long positives = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      long here = 0;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        here += positive[order[to]] ? 1 : 0;
        to++;
      }
      // All of one score have the mean of their ranks, counted from 1.
      ranks += here * (from + 1 + to) / 2.0;
      positives += here;
      from = to;
    }
    long negatives = order.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          "%s positive and %s negative clips; the area needs both".formatted(positives, negatives));
    }
    return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }
}
