package dev.earshot.metrics;

import dev.earshot.base.MostProbable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labels that held-out predictions contradict. They are ordered by their margin, the most
 * contradicted first: {@code log p(label) - log p(likely)}, where {@code likely} is the most
 * probable class.
 *
 * <p>How many labels may be wrong is estimated by confident learning (Northcutt, Jiang, Chuang,
 * "Confident learning", Journal of Artificial Intelligence Research 70, 2021): the threshold of a
 * class is the mean probability of the class over the clips that are labelled with it. A label is
 * suspect if, of the classes that reach their threshold, another one is the most probable.
 *
 * @param doubts the clips whose most probable class is not their label, the most contradicted first
 * @param suspects the estimated number of wrong labels
 * @param checked the number of labels that were checked
 * @param sure how many of them make the third with the surest predictions; errors of the model are
 *     rare there, wrong labels are not
 * @param sureDoubts how many of that third are contradicted
 */
public record DoubtfulLabels(
    List<Doubt> doubts, int suspects, int checked, int sure, int sureDoubts) {
  /** Keeps a logarithm finite. */
  private static final double LEAST = 1e-12;

  /**
   * A label that the prediction contradicts.
   *
   * @param index the place of the clip in the list of checked clips
   * @param label its label
   * @param likely its most probable class
   * @param ofLabel the probability of its label
   * @param ofLikely the probability of its most probable class
   */
  public record Doubt(int index, int label, int likely, double ofLabel, double ofLikely) {
    /** The logarithm of the two probabilities' ratio, negative. */
    double margin() {
      return Math.log(Math.max(LEAST, ofLabel)) - Math.log(Math.max(LEAST, ofLikely));
    }
  }

  /** Copies the list. */
  public DoubtfulLabels {
    doubts = List.copyOf(doubts);
  }

  /**
   * Finds the labels that predictions contradict.
   *
   * @param labels the label of each clip
   * @param probabilities clips x classes, row-major, by models that have not learnt from the clip
   * @param classes the number of classes
   */
  public static DoubtfulLabels of(int[] labels, float[] probabilities, int classes) {
    if (probabilities.length != (long) labels.length * classes) {
      throw new IllegalArgumentException(
          "%s probabilities of %s clips and %s classes"
              .formatted(probabilities.length, labels.length, classes));
    }
    double[] thresholds = thresholds(labels, probabilities, classes);
    int[] predicted = MostProbable.of(probabilities, classes);
    List<Doubt> doubts = new ArrayList<>();
    int suspects = 0;
    for (int i = 0; i < labels.length; i++) {
      int row = i * classes;
      int confident = -1;
      for (int c = 0; c < classes; c++) {
        if (probabilities[row + c] >= thresholds[c]
            && (confident < 0 || probabilities[row + c] > probabilities[row + confident])) {
          confident = c;
        }
      }
      suspects += confident >= 0 && confident != labels[i] ? 1 : 0;
      if (predicted[i] != labels[i]) {
        doubts.add(
            new Doubt(
                i,
                labels[i],
                predicted[i],
                probabilities[row + labels[i]],
                probabilities[row + predicted[i]]));
      }
    }
    double[] greatest = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      greatest[i] = probabilities[i * classes + predicted[i]];
    }
    int[] surest =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -greatest[i]))
            .limit(labels.length / 3)
            .mapToInt(Integer::intValue)
            .toArray();
    int sureDoubts = (int) IntStream.of(surest).filter(i -> predicted[i] != labels[i]).count();
    doubts.sort(Comparator.comparingDouble(Doubt::margin).thenComparingInt(Doubt::index));
    return new DoubtfulLabels(doubts, suspects, labels.length, surest.length, sureDoubts);
  }

  /** The mean probability of each class over the clips that are labelled with it. */
  private static double[] thresholds(int[] labels, float[] probabilities, int classes) {
    double[] sums = new double[classes];
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      sums[labels[i]] += probabilities[i * classes + labels[i]];
      counts[labels[i]]++;
    }
    for (int c = 0; c < classes; c++) {
      // A class without a checked clip is nobody's confident guess.
      sums[c] = counts[c] == 0 ? Double.POSITIVE_INFINITY : sums[c] / counts[c];
    }
    return sums;
  }
}
