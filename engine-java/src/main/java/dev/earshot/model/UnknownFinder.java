package dev.earshot.model;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.learner.Classifier;
import dev.earshot.metrics.UnknownScale;
import java.util.List;

/**
 * Gives the probability that a clip belongs to no class of the training. A clip's strangeness is a
 * sum of measures, each standardised by held-out clips of the classes: the distance to the k-th
 * nearest labelled clip, and for each contrast the logit of its last class. A contrast tells the
 * classes from clips without a label, or from those of them that look strangest. All of them work
 * on features that are smoothed over neighbours. A scale turns the sum into a probability.
 * Immutable by contract: nobody writes to the array.
 *
 * @param name what the clips of no class are called
 * @param space maps and smooths the features
 * @param known labelled clips, smoothed, m x d
 * @param contrasts classifiers of smoothed features whose last class is the unknown; empty if all
 *     clips of the training had a label
 * @param standard standardises the measures
 * @param scale from the sum of the measures to a probability
 */
public record UnknownFinder(
    String name,
    SmoothedSpace space,
    float[] known,
    List<Classifier> contrasts,
    Standard standard,
    UnknownScale scale) {
  /** k, the place of the labelled clip whose distance counts; the last if there are fewer. */
  private static final int NEIGHBOR = 6;

  private static final double LEAST = 1e-6;

  /**
   * Standardises the measures of a clip.
   *
   * @param centre the mean of each measure, the distance first, over held-out clips of the classes
   * @param spread the standard deviation of each measure over these, above 0
   */
  public record Standard(List<Double> centre, List<Double> spread) {
    /** Checks the numbers. */
    public Standard {
      centre = List.copyOf(centre);
      spread = List.copyOf(spread);
      Checks.require(
          spread.size() == centre.size()
              && centre.stream().allMatch(Double::isFinite)
              && spread.stream().allMatch(each -> each > 0 && Double.isFinite(each)),
          "measures of unknown clips with centres %s and spreads %s",
          centre,
          spread);
    }

    /** The sum of a clip's standardised measures. */
    public double sum(double[] measures) {
      double sum = 0;
      for (int m = 0; m < measures.length; m++) {
        sum += (measures[m] - centre.get(m)) / spread.get(m);
      }
      return sum;
    }
  }

  /** Checks the parts. */
  public UnknownFinder {
    contrasts = List.copyOf(contrasts);
    int columns = space.columns();
    Checks.require(
        known.length > 0
            && known.length % columns == 0
            && contrasts.stream().allMatch(each -> each.columns() == columns)
            && contrasts.stream().allMatch(each -> each.classes() > 1),
        "the parts that find unknown clips do not fit together");
    Checks.require(
        standard.centre.size() == contrasts.size() + 1,
        "%s measures of unknown clips with centres %s",
        contrasts.size() + 1,
        standard.centre);
    Checks.finite(known, "the labelled clips among which neighbours are sought");
  }

  /** d, the number of features that it takes. */
  public int columns() {
    return space.columns();
  }

  /**
   * The probability of each clip to be of no class.
   *
   * @param x features, n x d, as the vote takes them
   */
  public float[] probabilities(float[] x, Backend backend) {
    if (x.length == 0) {
      return new float[0];
    }
    float[] smooth = space.apply(x, backend);
    double[][] measures = measures(smooth, known, contrasts, columns(), backend);
    float[] probabilities = new float[x.length / columns()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) scale.apply(standard.sum(measures[i]));
    }
    return probabilities;
  }

  /**
   * The measures of clips, the distance first: n arrays.
   *
   * @param smooth smoothed clips, n x d
   * @param known smoothed labelled clips, m x d
   * @param contrasts classifiers of smoothed features
   * @param columns d
   */
  public static double[][] measures(
      float[] smooth, float[] known, List<Classifier> contrasts, int columns, Backend backend) {
    int n = smooth.length / columns;
    double[][] measures = new double[n][contrasts.size() + 1];
    int k = Math.min(NEIGHBOR, known.length / columns);
    int[] nearest = NearestRows.of(smooth, known, columns, k, backend);
    for (int i = 0; i < n; i++) {
      double squares = 0;
      int other = nearest[i * k + k - 1];
      for (int j = 0; j < columns; j++) {
        double difference = smooth[i * columns + j] - known[other * columns + j];
        squares += difference * difference;
      }
      measures[i][0] = Math.sqrt(squares);
    }
    for (int c = 0; c < contrasts.size(); c++) {
      Classifier contrast = contrasts.get(c);
      int classes = contrast.classes();
      float[] p = contrast.probabilities(smooth, backend);
      for (int i = 0; i < n; i++) {
        double last = Math.clamp(p[(i + 1) * classes - 1], LEAST, 1 - LEAST);
        measures[i][c + 1] = Math.log(last / (1 - last));
      }
    }
    return measures;
  }
}
