package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.base.MostProbable;
import dev.earshot.compute.Backend;
import dev.earshot.learner.LinearProblem.Guesses;
import dev.earshot.learner.LinearProblem.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Class-balanced logistic regression that also learns from its most confident pseudo-labels, with
 * the same limit for every class (after Zou et al., "Unsupervised Domain Adaptation for Semantic
 * Segmentation via Class-Balanced Self-Training", ECCV 2018). In each round {@code t} of {@code T}
 * every unlabelled row is predicted again. For each class, the {@code fraction U t / (T K)} most
 * probable of the rows predicted to be of it get a pseudo-label, with U unlabelled rows and K
 * classes. These rows join the labelled rows for the next fit. The total weight of the
 * pseudo-labelled rows is at most that of the labelled rows.
 *
 * @param c inverse of the penalty's strength, as in {@link LogisticRegression}
 * @param fraction the fraction of the unlabelled rows that the last fit uses if enough rows are
 *     predicted to be of each class; in (0, 1]
 * @param rounds T, at least 1
 * @param mostUnlabelled the largest number of unlabelled rows that are used
 */
public record BalancedSelfTraining(double c, double fraction, int rounds, int mostUnlabelled)
    implements Learner {
  /**
   * Tolerance of the minimisation. Pseudo-labels do not need the exact minimum, and similar columns
   * make the way to it long.
   */
  private static final double NEAR_ENOUGH = 1e-4;

  public BalancedSelfTraining {
    Checks.require(fraction > 0 && fraction <= 1, "fraction must be in (0, 1]: %s", fraction);
    Checks.require(rounds >= 1, "rounds must be at least 1: %s", rounds);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    TrainingSet limited = data.limited(mostUnlabelled);
    return LinearClassifier.of(data.columns(), data.classes(), solve(limited, backend));
  }

  /** The parameters of the last fit: W, d x classes row-major, then the bias of each class. */
  double[] solve(TrainingSet data, Backend backend) throws InterruptedException {
    int[] open = data.rowsOf(-1);
    double[] zeros = new double[(data.columns() + 1) * data.classes()];
    double[] point = minimum(data, Guesses.none(data), zeros, backend);
    if (open.length == 0) {
      return point;
    }
    int labelled = data.labelled().length;
    float[] vectors = data.vectors(open);
    for (int round = 1; round <= rounds; round++) {
      float[] probabilities =
          LinearClassifier.of(data.columns(), data.classes(), point)
              .probabilities(vectors, backend);
      int most = (int) Math.max(1, fraction * open.length * round / (rounds * data.classes()));
      int[] guesses = mostProbable(probabilities, data.classes(), most);
      long taken = Arrays.stream(guesses).filter(guess -> guess >= 0).count();
      int[] labels = new int[data.rows()];
      Arrays.fill(labels, -1);
      for (int i = 0; i < open.length; i++) {
        labels[open[i]] = guesses[i];
      }
      var guessed = new Guesses(labels, Math.min(1, (double) labelled / taken));
      // The minimum of the previous round is a good start.
      point = minimum(data, guessed, point, backend);
    }
    return point;
  }

  private double[] minimum(TrainingSet data, Guesses guesses, double[] start, Backend backend)
      throws InterruptedException {
    return Lbfgs.minimise(
        new LinearProblem(data, Kind.SOFTMAX, c, true, guesses, backend), start, NEAR_ENOUGH);
  }

  /**
   * Chooses pseudo-labels. A row gets its most probable class if it is among the {@code most} rows
   * with the highest probability of that class. Of equal rows the first ones are taken. All other
   * rows get -1.
   */
  static int[] mostProbable(float[] probabilities, int classes, int most) {
    int[] best = MostProbable.of(probabilities, classes);
    int[] guesses = new int[best.length];
    Arrays.fill(guesses, -1);
    for (int label = 0; label < classes; label++) {
      int wanted = label;
      IntStream.range(0, best.length)
          .filter(row -> best[row] == wanted)
          .boxed()
          .sorted(
              Comparator.comparingDouble((Integer row) -> -probabilities[row * classes + wanted]))
          .limit(most)
          .forEach(row -> guesses[row] = wanted);
    }
    return guesses;
  }
}
