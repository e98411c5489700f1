package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.learner.LinearProblem.Guesses;
import dev.earshot.learner.LinearProblem.Kind;
import dev.earshot.metrics.Scores;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Class-balanced logistic regression that learns from its own surest guesses, as many of every
 * class (after Zou et al., "Unsupervised Domain Adaptation for Semantic Segmentation via
 * Class-Balanced Self-Training", ECCV 2018). In round {@code t} of {@code T} each unlabelled row is
 * guessed anew; of the rows guessed to be of a class its {@code share U t / (T K)} most probable
 * ones, of U unlabelled rows and K classes, join the labelled rows for the next fit, all of them
 * together with no more weight than the labelled ones.
 *
 * @param c inverse of the penalty's strength
 * @param share of the unlabelled rows that the last fit takes where the classes allow
 * @param rounds T
 * @param mostUnlabelled how many unlabelled rows are looked at, at most
 */
public record BalancedSelfTraining(double c, double share, int rounds, int mostUnlabelled)
    implements Learner {
  /** A guess is the same a little beside the minimum, and columns that are alike make it far. */
  private static final double NEAR_ENOUGH = 1e-4;

  public BalancedSelfTraining {
    Checks.require(share > 0 && share <= 1, "share must be in (0, 1]: %s", share);
    Checks.require(rounds >= 1, "rounds must be at least 1: %s", rounds);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    TrainingSet limited = data.limited(mostUnlabelled);
    return LinearClassifier.of(data.columns(), data.classes(), solve(limited, backend));
  }

  /** The last fit: W, d x classes row-major, then the bias of each class. */
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
      int most = (int) Math.max(1, share * open.length * round / (rounds * data.classes()));
      int[] guesses = surest(probabilities, data.classes(), most);
      long taken = Arrays.stream(guesses).filter(guess -> guess >= 0).count();
      int[] labels = new int[data.rows()];
      Arrays.fill(labels, -1);
      for (int i = 0; i < open.length; i++) {
        labels[open[i]] = guesses[i];
      }
      var guessed = new Guesses(labels, Math.min(1, (double) labelled / taken));
      // From where the last round came to it is not far.
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
   * Each row's most probable class if the row is among the {@code most} surest of that class, the
   * first of equal ones; otherwise -1.
   */
  static int[] surest(float[] probabilities, int classes, int most) {
    int[] best = Scores.predictions(probabilities, classes);
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
