package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.EncoderChoice;
import dev.earshot.data.EncoderChooser;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Projection;
import dev.earshot.data.Splits;
import dev.earshot.data.Standardizer;
import dev.earshot.learner.Learner;
import dev.earshot.learner.LogisticRegression;
import dev.earshot.learner.TrainingSet;
import dev.earshot.metrics.Scores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Scores encoders by cross-validation of class-balanced logistic regression. The folds keep groups
 * whole if there are at least {@value #LABELS_FOR_GROUPS} labels a class. The order is by
 * unweighted accuracy, then by mean average precision, both rounded to half a percent, for smaller
 * differences are chance. Of equal encoders the first one, which computes least, is best.
 *
 * <p>The vectors of the best two are also tried side by side. The two together are taken only if
 * they gain {@value #WORTH_IT} in accuracy, because they take the time of both.
 */
public final class HeldOutChooser implements EncoderChooser {
  private static final int FOLDS = 5;
  private static final int LABELS_FOR_GROUPS = 5;

  /** Other folds, to average over chance. */
  private static final int REPEATS = 3;

  private static final double WORTH_IT = 0.02;

  /**
   * The inverse of the penalty for vectors of one column. It is divided by the number of columns,
   * since the squared length of standardised vectors is that number.
   */
  private static final double PENALTY = 12.8;

  /** Means over the repeats. */
  private record Measured(Candidate candidate, double accuracy, double precision) {
    EncoderChoice.Score score() {
      return new EncoderChoice.Score(candidate.name(), accuracy);
    }
  }

  @Override
  public List<EncoderChoice.Score> score(List<Candidate> candidates, int threads)
      throws IOException, InterruptedException {
    List<Measured> measured = measure(candidates, threads);
    if (measured.size() > 1) {
      Candidate both = joined(measured.get(0).candidate(), measured.get(1).candidate());
      Measured together = measure(List.of(both), threads).getFirst();
      boolean worthIt = together.accuracy() >= measured.getFirst().accuracy() + WORTH_IT;
      if (worthIt) {
        measured.addFirst(together);
      }
    }
    return measured.stream().map(Measured::score).toList();
  }

  /** Measures encoders, and puts the best first. */
  private static List<Measured> measure(List<Candidate> candidates, int threads)
      throws IOException, InterruptedException {
    List<TrainingSet> sets =
        ParallelRuns.of(candidates.size(), threads, i -> set(candidates.get(i)));
    List<Scores> scores =
        ParallelRuns.of(
            candidates.size() * REPEATS,
            threads,
            run -> {
              int i = run / REPEATS;
              try (Backend backend = Backends.choose(Backends.AUTO).provider().open(1)) {
                Candidate candidate = candidates.get(i);
                return heldOut(candidate, sets.get(i), run % REPEATS, backend);
              }
            });
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      List<Scores> own = scores.subList(i * REPEATS, (i + 1) * REPEATS);
      measured.add(
          new Measured(
              candidates.get(i),
              own.stream().mapToDouble(Scores::unweightedAccuracy).average().orElseThrow(),
              own.stream().mapToDouble(Scores::meanAveragePrecision).average().orElseThrow()));
    }
    measured.sort(
        Comparator.<Measured>comparingLong(each -> halfPercents(each.accuracy()))
            .thenComparingLong(each -> halfPercents(each.precision()))
            .reversed());
    return measured;
  }

  private static long halfPercents(double score) {
    return Math.round(200 * score);
  }

  /**
   * Standardised vectors. If there are more columns than rows, a projection that loses nothing
   * makes them shorter.
   */
  private static TrainingSet set(Candidate candidate) {
    Dataset clips = candidate.clips();
    float[] x = Standardizer.of(clips.x(), clips.columns(), FeatureMap.BOUND).apply(clips.x());
    int columns = clips.columns();
    if (columns > clips.rows()) {
      Projection shorter = Projection.of(x, columns, clips.rows());
      x = shorter.apply(x);
      columns = shorter.width();
    }
    return new TrainingSet(x, columns, clips.labels(), clips.classes().size());
  }

  private static Scores heldOut(Candidate candidate, TrainingSet set, int repeat, Backend backend)
      throws InterruptedException {
    Dataset clips = candidate.clips();
    boolean manyLabels = clips.rows() >= LABELS_FOR_GROUPS * clips.classes().size();
    Optional<List<String>> groups = manyLabels ? clips.groups() : Optional.empty();
    Learner learner = new LogisticRegression(PENALTY / clips.columns(), true);
    List<int[]> folds = Splits.folds(clips.labels(), groups, FOLDS, repeat);
    int[] order = folds.stream().flatMapToInt(IntStream::of).toArray();
    float[] probabilities = new float[order.length * set.classes()];
    int done = 0;
    for (int[] fold : folds) {
      float[] own =
          learner.fit(set.without(fold), repeat, backend).probabilities(set.vectors(fold), backend);
      System.arraycopy(own, 0, probabilities, done, own.length);
      done += own.length;
    }
    int[] truth = IntStream.of(order).map(row -> clips.labels()[row]).toArray();
    return Scores.of(truth, probabilities, set.classes());
  }

  private static Candidate joined(Candidate first, Candidate second) {
    Dataset a = first.clips();
    Dataset b = second.clips();
    int columns = a.columns() + b.columns();
    float[] x = new float[Math.multiplyExact(a.rows(), columns)];
    for (int row = 0; row < a.rows(); row++) {
      System.arraycopy(a.x(), row * a.columns(), x, row * columns, a.columns());
      System.arraycopy(b.x(), row * b.columns(), x, row * columns + a.columns(), b.columns());
    }
    return new Candidate(first.name() + "+" + second.name(), a.withVectors(x, columns));
  }
}
