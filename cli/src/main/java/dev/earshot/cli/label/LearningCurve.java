package dev.earshot.cli.label;

import dev.earshot.metrics.Interval;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What more labels are likely to bring, from how the same held-out windows were recognised with
 * half of the labels and with all.
 *
 * <p>The error is taken to fall as a power of the number of labels, e(m) = e(n) (n / m)^b with b =
 * ln(e(n/2) / e(n)) / ln 2, held between 0 and {@value #STEEPEST} (Hestness et al., "Deep learning
 * scaling is predictable, empirically", 2017, find powers up to 0.5 for many tasks; small sets can
 * be steeper). Errors are class-balanced: one minus the unweighted accuracy. To keep logarithms
 * finite, half a mistake is added to each. The spread comes from {@value #DRAWS} bootstrap samples
 * of the held-out windows, each scored with half and with all labels. Two imagined windows are
 * among those to draw from, one that is recognised only with half of the labels and one only with
 * all: otherwise a few windows without a mistake would promise that there will be none.
 *
 * @param half unweighted accuracy with half of the labels, and its 80 % interval
 * @param now the same with all labels of the folds
 * @param next the same with {@code more} labels in addition
 * @param gain how much accuracy {@code more} labels bring
 * @param labelsOfHalf labels in a fold with half of them
 * @param labelsNow labels in a fold
 * @param labelsNext labels after the next round
 */
record LearningCurve(
    Interval half,
    Interval now,
    Interval next,
    Interval gain,
    int labelsOfHalf,
    int labelsNow,
    int labelsNext) {
  /** Labels of a round. */
  static final int ROUND = 20;

  private static final double STEEPEST = 1;
  private static final int DRAWS = 1000;
  private static final double LOW = 0.1;
  private static final double HIGH = 0.9;

  /**
   * Fits the curve.
   *
   * @param truth the class of each held-out window
   * @param withHalf the class predicted by models that learnt from half of the labels
   * @param withAll the class predicted by models that learnt from all labels of the other folds
   * @param classes number of classes
   * @param labelsOfHalf labels that the former learnt from, on average
   * @param labelsNow labels that the latter learnt from
   * @param labels all labels there are: the next round is added to these
   */
  static LearningCurve of(
      int[] truth,
      int[] withHalf,
      int[] withAll,
      int classes,
      int labelsOfHalf,
      int labelsNow,
      int labels) {
    var random = new Random(0);
    int n = truth.length;
    var draws = new double[4][DRAWS];
    double steps = Math.log((double) labelsNow / labelsOfHalf);
    double further = (double) labelsNow / (labels + ROUND);
    for (int draw = 0; draw < DRAWS; draw++) {
      var half = new Errors(classes);
      var all = new Errors(classes);
      for (int i = 0; i < n; i++) {
        int row = random.nextInt(n + 2);
        int label = row < n ? truth[row] : random.nextInt(classes);
        half.add(label, row < n ? withHalf[row] != label : row == n);
        all.add(label, row < n ? withAll[row] != label : row > n);
      }
      var point = point(half, all, n, steps, further);
      for (int i = 0; i < point.length; i++) {
        draws[i][draw] = point[i];
      }
    }
    var half = new Errors(classes);
    var all = new Errors(classes);
    for (int row = 0; row < n; row++) {
      half.add(truth[row], withHalf[row] != truth[row]);
      all.add(truth[row], withAll[row] != truth[row]);
    }
    var point = point(half, all, n, steps, further);
    return new LearningCurve(
        spread(point[0], draws[0]),
        spread(point[1], draws[1]),
        spread(point[2], draws[2]),
        spread(point[3], draws[3]),
        labelsOfHalf,
        labelsNow,
        labels + ROUND);
  }

  /** Accuracy with half, with all, after the next round, and the gain of that. */
  private static double[] point(Errors ofHalf, Errors ofAll, int n, double steps, double further) {
    double half = ofHalf.mean();
    double now = ofAll.mean();
    double floor = 0.5 / (n + 1);
    double power = Math.clamp(Math.log((half + floor) / (now + floor)) / steps, 0, STEEPEST);
    double next = now * Math.pow(further, power);
    return new double[] {1 - half, 1 - now, 1 - next, now - next};
  }

  /** Counts mistakes by class. */
  private static final class Errors {
    private final int[] wrong;
    private final int[] count;

    Errors(int classes) {
      wrong = new int[classes];
      count = new int[classes];
    }

    void add(int label, boolean mistaken) {
      count[label]++;
      wrong[label] += mistaken ? 1 : 0;
    }

    /** The mean over the classes that occur of the fraction that is mistaken. */
    double mean() {
      return IntStream.range(0, count.length)
          .filter(c -> count[c] > 0)
          .mapToDouble(c -> (double) wrong[c] / count[c])
          .average()
          .orElseThrow();
    }
  }

  private static Interval spread(double value, double[] draws) {
    var sorted = draws.clone();
    Arrays.sort(sorted);
    double low = sorted[(int) (LOW * sorted.length)];
    double high = sorted[(int) (HIGH * sorted.length)];
    return new Interval(value, Math.min(low, value), Math.max(high, value));
  }
}
