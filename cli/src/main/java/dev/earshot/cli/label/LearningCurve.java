package dev.earshot.cli.label;

import dev.earshot.metrics.Interval;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What more labels are likely to bring. The error is taken to fall as a power of the number of
 * labels, e(m) = e(n) (n / m)^b. The power comes from a quick learner that has learnt from all
 * labels and from half of them: b = ln(q(n/2) / q(n)) / ln 2 for its errors q, held between 0 and
 * {@value #STEEPEST}. (Hestness et al., "Deep learning scaling is predictable, empirically", 2017,
 * find powers up to 0.5; small sets can be steeper.) If there are so few labels that half of them
 * are as many as all, the power is unknown: half of the greatest, anything from 0 to it in the
 * spread. All errors are class-balanced: one minus the unweighted accuracy. To keep logarithms
 * finite, half a mistake is added to each.
 *
 * <p>The spread comes from {@value #DRAWS} bootstrap samples of the held-out windows, in each of
 * which all three errors are measured. Two imagined windows are among those to draw from, one that
 * is recognised only with half of the labels and one only with all: otherwise a few windows without
 * a mistake would promise that there will be none.
 *
 * @param half unweighted accuracy with half of the labels by this curve, with its 80 % interval
 * @param now the measured one with all labels of the folds
 * @param next the one with {@value #ROUND} labels in addition, by the curve
 * @param gain how much accuracy these bring
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
   * The classes of held-out windows.
   *
   * @param truth the class of each window
   * @param predicted its class by the model whose accuracy counts
   * @param byHalf its class by the quick learner with half of the labels
   * @param byAll its class by the quick learner with all labels of the other folds
   */
  record HeldOut(int[] truth, int[] predicted, int[] byHalf, int[] byAll) {
    private void addTo(Errors errors, int window) {
      errors.add(truth[window], predicted[window], byHalf[window], byAll[window]);
    }
  }

  /**
   * Fits the curve.
   *
   * @param classes number of classes
   * @param labelsOfHalf labels that the former learnt from, on average
   * @param labelsNow labels that the latter learnt from
   * @param labels all labels there are: the next round is added to these
   */
  static LearningCurve of(
      HeldOut windows, int classes, int labelsOfHalf, int labelsNow, int labels) {
    var random = new Random(0);
    int n = windows.truth.length;
    double steps = Math.log((double) labelsNow / labelsOfHalf);
    double further = Math.log((double) (labels + ROUND) / labelsNow);
    var draws = new double[4][DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      var errors = new Errors(classes);
      for (int i = 0; i < n; i++) {
        int row = random.nextInt(n + 2);
        if (row < n) {
          windows.addTo(errors, row);
        } else {
          int label = random.nextInt(classes);
          int other = (label + 1) % classes;
          errors.add(label, label, row == n ? label : other, row == n ? other : label);
        }
      }
      var point = errors.point(steps, further, STEEPEST * random.nextDouble());
      for (int i = 0; i < point.length; i++) {
        draws[i][draw] = point[i];
      }
    }
    var errors = new Errors(classes);
    for (int row = 0; row < n; row++) {
      windows.addTo(errors, row);
    }
    var point = errors.point(steps, further, STEEPEST / 2);
    return new LearningCurve(
        spread(point[0], draws[0]),
        spread(point[1], draws[1]),
        spread(point[2], draws[2]),
        spread(point[3], draws[3]),
        labelsOfHalf,
        labelsNow,
        labels + ROUND);
  }

  /** Counts mistakes by class: of the model, of the quick learner with half and with all labels. */
  private static final class Errors {
    private final int[][] wrong;
    private final int[] count;
    private int windows;

    Errors(int classes) {
      wrong = new int[3][classes];
      count = new int[classes];
    }

    void add(int label, int... predicted) {
      windows++;
      count[label]++;
      for (int i = 0; i < predicted.length; i++) {
        wrong[i][label] += predicted[i] == label ? 0 : 1;
      }
    }

    /**
     * Accuracy with half, with all and after the next round, and the gain of that.
     *
     * @param unknown the power to take if half of the labels are as many as all
     */
    double[] point(double steps, double further, double unknown) {
      double now = mean(wrong[0]);
      double floor = 0.5 / (windows + 1);
      double power =
          steps > 0
              ? Math.clamp(
                  Math.log((mean(wrong[1]) + floor) / (mean(wrong[2]) + floor)) / steps,
                  0,
                  STEEPEST)
              : unknown;
      double half = Math.min(1, now * Math.exp(power * steps));
      double next = now * Math.exp(-power * further);
      return new double[] {1 - half, 1 - now, 1 - next, now - next};
    }

    /** The mean over the classes that occur of the fraction that is mistaken. */
    private double mean(int[] mistakes) {
      return IntStream.range(0, count.length)
          .filter(c -> count[c] > 0)
          .mapToDouble(c -> (double) mistakes[c] / count[c])
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
