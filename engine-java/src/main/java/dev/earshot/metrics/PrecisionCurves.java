package dev.earshot.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * From which probability on the clips that are called a class really are of it. Learnt from
 * predictions of held-out clips.
 *
 * <p>The threshold for a wanted precision is the lowest one above which the precision's lower bound
 * reaches it. The bound is one standard error below, by the score interval (Wilson 1927): {@code n
 * / (n + 1)} if all of n clips are right. So a precision of 0.9 needs 9 right clips above the
 * threshold, and 0.99 needs 99. A class that has too few counts with all classes together.
 *
 * @param classes one curve a class
 * @param all the curve of all classes together
 */
public record PrecisionCurves(List<Curve> classes, Curve all) {
  /** The largest number of points of a curve. */
  private static final int MOST_POINTS = 200;

  private static final double ROUNDING = 1e-9;

  /** Copies the list. */
  public PrecisionCurves {
    classes = List.copyOf(classes);
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("curves of precision without a class");
    }
  }

  /**
   * Held-out clips that were called a class, from sure to unsure.
   *
   * @param thresholds probabilities, descending
   * @param called how many clips were called the class with at least this probability
   * @param right how many of these are of the class
   */
  public record Curve(List<Double> thresholds, List<Integer> called, List<Integer> right) {
    /** Checks the numbers. */
    public Curve {
      thresholds = List.copyOf(thresholds);
      called = List.copyOf(called);
      right = List.copyOf(right);
      boolean sound = thresholds.size() == called.size() && called.size() == right.size();
      for (int i = 0; sound && i < thresholds.size(); i++) {
        sound =
            thresholds.get(i) >= 0
                && thresholds.get(i) <= 1
                && right.get(i) >= 0
                && right.get(i) <= called.get(i)
                && called.get(i) > 0
                && (i == 0
                    || thresholds.get(i) < thresholds.get(i - 1)
                        && called.get(i) >= called.get(i - 1)
                        && right.get(i) >= right.get(i - 1));
      }
      if (!sound) {
        throw new IllegalArgumentException(
            "not a curve of precision: %s, %s, %s".formatted(thresholds, called, right));
      }
    }

    /** The lowest threshold above which the lower bound is at least the wanted precision. */
    private OptionalDouble threshold(double precision) {
      OptionalDouble lowest = OptionalDouble.empty();
      for (int i = 0; i < thresholds.size(); i++) {
        if (bound(right.get(i), called.get(i)) >= precision - ROUNDING) {
          lowest = OptionalDouble.of(thresholds.get(i));
        }
      }
      return lowest;
    }

    private double best() {
      return IntStream.range(0, called.size())
          .mapToDouble(i -> bound(right.get(i), called.get(i)))
          .max()
          .orElse(0);
    }
  }

  /** One standard error below the fraction {@code right / called}. */
  private static double bound(int right, int called) {
    double n = called;
    double p = right / n;
    return (p + 0.5 / n - Math.sqrt(p * (1 - p) / n + 0.25 / (n * n))) / (1 + 1 / n);
  }

  /**
   * Learns the curves.
   *
   * @param truth the classes of held-out clips
   * @param predicted what they were called
   * @param confidence the probability of that
   * @param classes the number of classes
   */
  public static PrecisionCurves of(int[] truth, int[] predicted, float[] confidence, int classes) {
    List<Curve> curves = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      curves.add(
          curve(
              IntStream.range(0, truth.length).filter(i -> predicted[i] == wanted),
              i -> truth[i] == predicted[i],
              confidence));
    }
    return new PrecisionCurves(
        curves, curve(IntStream.range(0, truth.length), i -> truth[i] == predicted[i], confidence));
  }

  /**
   * The curves of clips that may have several classes: each class is judged by all clips.
   *
   * @param has clips x classes: which clips have the class
   * @param probabilities clips x classes
   * @param classes the number of classes
   */
  public static PrecisionCurves ofEach(boolean[] has, float[] probabilities, int classes) {
    int[] all = IntStream.range(0, has.length).toArray();
    List<Curve> curves = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      curves.add(
          curve(IntStream.of(all).filter(i -> i % classes == wanted), i -> has[i], probabilities));
    }
    return new PrecisionCurves(curves, curve(IntStream.of(all), i -> has[i], probabilities));
  }

  private static Curve curve(IntStream clips, IntPredicate isRight, float[] confidence) {
    int[] sure =
        clips
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -confidence[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Double> thresholds = new ArrayList<>();
    List<Integer> called = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    int stride = Math.max(1, Math.ceilDiv(sure.length, MOST_POINTS));
    int hits = 0;
    for (int i = 0; i < sure.length; i++) {
      hits += isRight.test(sure[i]) ? 1 : 0;
      boolean ends = i == sure.length - 1 || confidence[sure[i + 1]] < confidence[sure[i]];
      if (ends && ((i + 1) % stride == 0 || i == sure.length - 1 || stride == 1)) {
        thresholds.add(Math.clamp((double) confidence[sure[i]], 0, 1));
        called.add(i + 1);
        right.add(hits);
      }
    }
    return new Curve(thresholds, called, right);
  }

  /**
   * The threshold of a class; empty if the held-out clips are too few, or too often wrong, to
   * promise the precision.
   *
   * @param precision the wanted fraction of right clips, in (0, 1)
   */
  public OptionalDouble threshold(int label, double precision) {
    OptionalDouble own = classes.get(label).threshold(precision);
    // Where the class alone has too few clips, all classes count, but not against its own clips.
    return own.isPresent() || isContradicted(label, precision) ? own : all.threshold(precision);
  }

  /**
   * The threshold of each class; infinite where the precision cannot be promised.
   *
   * @param precision the wanted fraction of right clips, in (0, 1)
   */
  public List<Double> thresholds(double precision) {
    return IntStream.range(0, classes.size())
        .mapToObj(label -> threshold(label, precision).orElse(Double.POSITIVE_INFINITY))
        .toList();
  }

  /** Whether the threshold of a class is by its own clips, not by those of all classes. */
  public boolean isOwn(int label, double precision) {
    return classes.get(label).threshold(precision).isPresent();
  }

  /** Whether enough of the class's clips were wrong at the threshold of all classes. */
  private boolean isContradicted(int label, double precision) {
    OptionalDouble common = all.threshold(precision);
    Curve own = classes.get(label);
    int wrong = 0;
    int called = 0;
    for (int i = 0; i < own.thresholds().size(); i++) {
      if (common.isPresent() && own.thresholds().get(i) >= common.getAsDouble()) {
        called = own.called().get(i);
        wrong = called - own.right().get(i);
      }
    }
    return called > 0 && wrong > 1 + 2 * (1 - precision) * called;
  }

  /** The greatest precision that can be promised for a class, by its own held-out clips. */
  public double greatest(int label) {
    return classes.get(label).best();
  }
}
