package dev.earshot.metrics;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Intervals of scores by the bootstrap (Efron 1979). They show how much the scores depend on which
 * clips happened to be scored. From the scored clips, {@value #RESAMPLES} sets of the same size are
 * drawn with replacement, and each set is scored. The intervals do not cover chance in training.
 */
public final class Bootstrap {
  /** The number of sets that are drawn. */
  public static final int RESAMPLES = 500;

  private static final long SEED = 0x5EED;

  private final Scores found;
  private final List<Scores> resampled;

  private Bootstrap(Scores found, List<Scores> resampled) {
    this.found = found;
    this.resampled = resampled;
  }

  /**
   * Draws the sets and scores them, on all cores. The same arguments give the same intervals.
   *
   * @param truth n true classes, each in [0, classes)
   * @param probabilities n x classes, row-major
   * @param predicted n predicted classes
   * @param classes the number of classes
   * @throws IllegalArgumentException as for {@link Scores#of(int[], float[], int[], int)}
   */
  public static Bootstrap of(int[] truth, float[] probabilities, int[] predicted, int classes) {
    var found = Scores.of(truth, probabilities, predicted, classes);
    var resampled =
        IntStream.range(0, RESAMPLES)
            .parallel()
            .mapToObj(set -> resample(truth, probabilities, predicted, classes, SEED + set))
            .toList();
    return new Bootstrap(found, resampled);
  }

  private static Scores resample(
      int[] truth, float[] probabilities, int[] predicted, int classes, long seed) {
    var random = new SplittableRandom(seed);
    var drawnTruth = new int[truth.length];
    var drawnPredicted = new int[truth.length];
    var drawn = new float[probabilities.length];
    for (int row = 0; row < truth.length; row++) {
      int from = random.nextInt(truth.length);
      drawnTruth[row] = truth[from];
      drawnPredicted[row] = predicted[from];
      System.arraycopy(probabilities, from * classes, drawn, row * classes, classes);
    }
    return Scores.of(drawnTruth, drawn, drawnPredicted, classes);
  }

  /**
   * A score with the range that holds 95 % of its values over the sets, from the 2.5 % to the 97.5
   * % quantile.
   */
  public Interval interval(ToDoubleFunction<Scores> score) {
    var values = resampled.stream().mapToDouble(score).sorted().toArray();
    int tail = (int) (0.025 * values.length);
    return new Interval(score.applyAsDouble(found), values[tail], values[values.length - 1 - tail]);
  }
}
