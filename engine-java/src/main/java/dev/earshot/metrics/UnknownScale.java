package dev.earshot.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns a score, which is higher for stranger clips, into the probability that a clip belongs to no
 * class of the training. Linear between knots, constant beyond them.
 *
 * <p>It is learnt from the scores of held-out labelled clips, whose density is {@code f_K}, and of
 * clips without a label, {@code f_U = (1 - u) f_K + u f_0}: a fraction u of them is of no class. So
 * {@code P(unknown | s) = 1 - (1 - u) f_K(s) / f_U(s)}. No clip that is known to be strange is
 * needed (Elkan and Noto, "Learning classifiers from only positive and unlabeled data", KDD 2008).
 * The ratio of the densities is estimated by isotonic regression.
 *
 * @param scores the knots, ascending
 * @param probabilities the probability at each knot, not descending
 */
public record UnknownScale(List<Double> scores, List<Double> probabilities) {
  /**
   * The assumed fraction of strange clips where there are none without a label: small, so that
   * about one known clip in twenty is called strange.
   */
  private static final double ASSUMED = 0.05;

  /**
   * The least fraction of strange clips among those without a label: with 0 the strangest of them
   * would look like all others.
   */
  private static final double LEAST = 0.02;

  /** The exponential tail is that of the strangest 1 / 4 of the known clips. */
  private static final int UPPER = 4;

  private static final int STEPS_BEYOND = 5;

  /** Counts that are added to each block, so that no block is sure. */
  private static final double SMOOTHING = 0.5;

  /** The least fraction of the labelled clips by which u is estimated. */
  private static final double LEAST_TAIL = 0.5;

  private static final int QUANTILES = 11;

  /** Checks the knots. */
  public UnknownScale {
    scores = List.copyOf(scores);
    probabilities = List.copyOf(probabilities);
    boolean sound = !scores.isEmpty() && scores.size() == probabilities.size();
    for (int i = 0; sound && i < scores.size(); i++) {
      double p = probabilities.get(i);
      sound =
          Double.isFinite(scores.get(i))
              && p >= 0
              && p <= 1
              && (i == 0 || scores.get(i - 1) < scores.get(i) && probabilities.get(i - 1) <= p);
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "not a scale: scores %s with probabilities %s".formatted(scores, probabilities));
    }
  }

  /** A run of neighbouring scores with its numbers of clips of both kinds. */
  private record Block(double sum, int known, int open) {
    private Block with(Block next) {
      return new Block(sum + next.sum, known + next.known, open + next.open);
    }

    /** The density of the open clips divided by that of both kinds together, halves each. */
    private double fraction(int allKnown, int allOpen) {
      double f = (known + SMOOTHING) / (allKnown + 2 * SMOOTHING);
      double g = (open + SMOOTHING) / (allOpen + 2 * SMOOTHING);
      return g / (f + g);
    }
  }

  /**
   * Learns the scale.
   *
   * @param known scores of held-out clips of the classes, at least one
   * @param open scores of clips without a label; if there are none, one clip in twenty is assumed
   *     to be strange, and beyond all known ones
   */
  public static UnknownScale fit(double[] known, double[] open) {
    if (known.length == 0) {
      throw new IllegalArgumentException("no scores of known clips");
    }
    if (open.length == 0) {
      return ofKnown(known);
    }
    double most = Math.max(LEAST, fraction(known, open));
    double rest = 1 - most;
    List<Block> blocks = blocks(known, open);
    List<Double> scores = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    double before = 0;
    for (Block block : blocks) {
      double e = block.fraction(known.length, open.length);
      double p = Math.clamp(1 - rest * (1 - e) / e, before, 1);
      double score = block.sum / (block.known + block.open);
      if (scores.isEmpty() || score > scores.getLast()) {
        scores.add(score);
        probabilities.add(p);
        before = p;
      }
    }
    // Chance alone makes some blocks look strange. On the mean no more clips are than u says.
    UnknownScale scale = new UnknownScale(scores, probabilities);
    double mean = Arrays.stream(open).map(scale::apply).average().orElseThrow();
    return mean <= most
        ? scale
        : new UnknownScale(scores, probabilities.stream().map(p -> p * most / mean).toList());
  }

  /**
   * Without clips to compare with: by the fraction of known clips that are at least as strange.
   * Beyond the strangest of them, that fraction is thought to fall exponentially, as it does over
   * their upper quarter.
   */
  private static UnknownScale ofKnown(double[] known) {
    double[] sorted = known.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    List<Double> scores = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (i == 0 || sorted[i] > sorted[i - 1]) {
        scores.add(sorted[i]);
        probabilities.add(ofTail((n - i + 1.0) / (n + 1)));
      }
    }
    double quartile = sorted[n - 1 - n / UPPER];
    double decay =
        Arrays.stream(sorted).skip(n - n / UPPER).map(s -> s - quartile).average().orElse(0);
    for (int step = 1; step <= STEPS_BEYOND; step++) {
      double score = sorted[n - 1] + step * decay;
      if (score > scores.getLast()) {
        scores.add(score);
        probabilities.add(ofTail(2 * Math.exp(-step) / (n + 1)));
      }
    }
    return new UnknownScale(scores, probabilities);
  }

  /** The probability of a clip, if this fraction of the known clips is at least as strange. */
  private static double ofTail(double tail) {
    return ASSUMED / (ASSUMED + (1 - ASSUMED) * tail);
  }

  /**
   * The estimated fraction u of open clips that are of no class. Below any score there are at least
   * {@code (1 - u)} times as many open clips as known ones: u is the greatest that allows this at
   * the known clips' upper quantiles, less a standard error.
   */
  public static double fraction(double[] known, double[] open) {
    double[] sorted = known.clone();
    Arrays.sort(sorted);
    double rest = 1;
    for (int q = 0; q < QUANTILES; q++) {
      double tail = LEAST_TAIL + (1 - LEAST_TAIL) * q / (QUANTILES - 1.0);
      int count = Math.max(1, (int) Math.round(tail * sorted.length));
      double limit = sorted[count - 1];
      double below = Arrays.stream(open).filter(score -> score <= limit).count();
      double part = Math.min(1, (below + 1) / (open.length + 1));
      double own = (double) count / sorted.length;
      double error =
          Math.sqrt((1 - own) / (own * sorted.length) + (1 - part) / (part * open.length));
      rest = Math.min(rest, part / own * (1 + error));
    }
    return 1 - rest;
  }

  /** Isotonic regression by joining neighbours that are out of order. */
  private static List<Block> blocks(double[] known, double[] open) {
    int n = known.length + open.length;
    double[] all = Arrays.copyOf(known, n);
    System.arraycopy(open, 0, all, known.length, open.length);
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> all[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    // Blocks of a few clips at least: single ones would make a scale with hundreds of knots.
    int least = Math.max(1, n / 50);
    List<Block> found = new ArrayList<>();
    for (int at = 0; at < n; ) {
      Block block = new Block(0, 0, 0);
      int end = Math.min(n, at + least);
      while (at < end || at < n && all[order[at]] == all[order[at - 1]]) {
        boolean isKnown = order[at] < known.length;
        block = block.with(new Block(all[order[at]], isKnown ? 1 : 0, isKnown ? 0 : 1));
        at++;
      }
      found.add(block);
      while (found.size() > 1
          && found.get(found.size() - 2).fraction(known.length, open.length)
              >= found.getLast().fraction(known.length, open.length)) {
        Block last = found.removeLast();
        found.set(found.size() - 1, found.getLast().with(last));
      }
    }
    return found;
  }

  /** The probability at a score. */
  public double apply(double score) {
    int above = 0;
    while (above < scores.size() && scores.get(above) < score) {
      above++;
    }
    if (above == 0) {
      return probabilities.getFirst();
    }
    if (above == scores.size()) {
      return probabilities.getLast();
    }
    double low = scores.get(above - 1);
    double part = (score - low) / (scores.get(above) - low);
    return (1 - part) * probabilities.get(above - 1) + part * probabilities.get(above);
  }
}
