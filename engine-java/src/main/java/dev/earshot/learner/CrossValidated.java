package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.data.Splits;
import dev.earshot.metrics.Scores;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Chooses settings by cross-validation inside the labels, then learns from all labels. The held-out
 * rows of a fold count as unlabelled while the other folds are learnt from. There are up to 5
 * folds, divided by class. The predictions of all folds are scored together, by unweighted accuracy
 * plus mean average precision. The best weights of a graph network are chosen by the same score.
 * The only label of a class is never held out.
 *
 * @param candidates the learners to choose from, the default first; at least one. Of equal
 *     candidates the first is chosen. The default is chosen if no class has two labels
 * @param then applied to the chosen learner before it learns from all labels
 */
public record CrossValidated(List<Learner> candidates, UnaryOperator<Learner> then)
    implements Learner {
  private static final int MOST_FOLDS = 5;

  public CrossValidated {
    candidates = List.copyOf(candidates);
    Checks.require(!candidates.isEmpty(), "no candidate to choose from");
  }

  /**
   * Learns from all labels with the chosen candidate itself.
   *
   * @param candidates the learners to choose from, the default first; at least one
   */
  public CrossValidated(List<Learner> candidates) {
    this(candidates, UnaryOperator.identity());
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    return then.apply(choose(data, seed, backend)).fit(data, seed, backend);
  }

  /** The candidate with the best score. */
  Learner choose(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    List<int[]> folds = Splits.folds(data.labels(), MOST_FOLDS, seed);
    Learner best = candidates.getFirst();
    double bestScore = Double.NEGATIVE_INFINITY;
    if (folds.size() < 2 || candidates.size() == 1) {
      return best;
    }
    // Made once, because a training set caches values that several candidates need.
    List<TrainingSet> others = folds.stream().map(fold -> hiding(data, fold)).toList();
    for (Learner candidate : candidates) {
      double score = score(candidate, data, folds, others, seed, backend);
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    return best;
  }

  private static TrainingSet hiding(TrainingSet data, int[] fold) {
    int[] rest = data.labels();
    for (int row : fold) {
      rest[row] = -1;
    }
    return data.withLabels(rest);
  }

  private static double score(
      Learner candidate,
      TrainingSet data,
      List<int[]> folds,
      List<TrainingSet> others,
      long seed,
      Backend backend)
      throws InterruptedException {
    int[] labels = data.labels();
    int classes = data.classes();
    int[] order = folds.stream().flatMapToInt(IntStream::of).toArray();
    float[] probabilities = new float[order.length * classes];
    int done = 0;
    for (int f = 0; f < folds.size(); f++) {
      float[] heldOut =
          candidate
              .fit(others.get(f), seed, backend)
              .probabilities(data.vectors(folds.get(f)), backend);
      System.arraycopy(heldOut, 0, probabilities, done, heldOut.length);
      done += heldOut.length;
    }
    int[] truth = IntStream.of(order).map(row -> labels[row]).toArray();
    Scores scores = Scores.of(truth, probabilities, classes);
    return scores.unweightedAccuracy() + scores.meanAveragePrecision();
  }
}
