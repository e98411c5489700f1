package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.base.MostProbable;
import dev.earshot.compute.Backend;

/**
 * Self-training (Yarowsky 1995, as scikit-learn's {@code SelfTrainingClassifier}): an unlabelled
 * row gets its most probable class as a permanent pseudo-label if the probability reaches the
 * threshold. Then the classifier is learnt again. This is repeated until no row is added, or for
 * the given number of rounds.
 *
 * @param inner the learner
 * @param threshold the smallest probability of a pseudo-label, in (0, 1]
 * @param rounds the largest number of rounds, at least 1
 */
public record SelfTraining(Learner inner, double threshold, int rounds) implements Learner {
  public SelfTraining {
    Checks.require(threshold > 0 && threshold <= 1, "threshold must be in (0, 1]: %s", threshold);
    Checks.require(rounds >= 1, "rounds must be at least 1: %s", rounds);
  }

  /** With threshold 0.75 and 10 rounds, which are usual. */
  static SelfTraining usual(Learner inner) {
    return new SelfTraining(inner, 0.75, 10);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    int classes = data.classes();
    TrainingSet now = data;
    Classifier classifier = inner.fit(now, seed, backend);
    for (int round = 0; round < rounds; round++) {
      int[] open = now.rowsOf(-1);
      if (open.length == 0) {
        return classifier;
      }
      float[] probabilities = classifier.probabilities(now.vectors(open), backend);
      int[] best = MostProbable.of(probabilities, classes);
      int[] labels = now.labels();
      boolean added = false;
      for (int i = 0; i < open.length; i++) {
        if (probabilities[i * classes + best[i]] >= threshold) {
          labels[open[i]] = best[i];
          added = true;
        }
      }
      if (!added) {
        return classifier;
      }
      now = now.withLabels(labels);
      classifier = inner.fit(now, seed, backend);
    }
    return classifier;
  }
}
