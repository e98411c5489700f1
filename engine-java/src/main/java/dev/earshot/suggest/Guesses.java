package dev.earshot.suggest;

import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.Partition;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The probabilities of the classes for each clip of a table.
 *
 * @param probabilities rows x classes, row-major; each row sums to 1
 * @param classes number of classes
 */
public record Guesses(float[] probabilities, int classes) {
  private static final String RECIPE = "linear";

  public Guesses {
    Checks.require(
        classes >= 1 && probabilities.length % classes == 0,
        "%s probabilities of %s classes",
        probabilities.length,
        classes);
  }

  /**
   * Learns from the labels by recipe {@code linear}, and classifies all clips. A class without a
   * label gets probability 0, and a clip with a label is sure.
   *
   * @return empty if fewer than two classes have a label, or no clip is without one
   * @throws InterruptedException if the thread is interrupted
   */
  public static Optional<Guesses> learn(Dataset data, long seed, Backend backend)
      throws InterruptedException {
    Dataset known = withKnownClasses(data);
    int labelled = Arrays.stream(labelCounts(data)).sum();
    if (known.classes().size() < 2 || labelled == data.rows()) {
      return Optional.empty();
    }
    Partition partition = Partition.allLabels(known);
    try {
      Predictions learnt =
          RunTrainer.train(known, partition, RecipeSettings.named(RECIPE), seed, backend)
              .predictions();
      return Optional.of(of(data, partition.predicted(), learnt));
    } catch (IOException e) {
      throw new IllegalStateException("nothing is read or written", e);
    }
  }

  /** The same table, whose classes are those that have a label. */
  public static Dataset withKnownClasses(Dataset data) {
    int[] counts = labelCounts(data);
    int[] known = IntStream.range(0, counts.length).filter(c -> counts[c] > 0).toArray();
    int[] renamed = new int[counts.length];
    for (int k = 0; k < known.length; k++) {
      renamed[known[k]] = k;
    }
    return new Dataset(
        data.x(),
        data.columns(),
        Arrays.stream(data.labels()).map(label -> label < 0 ? -1 : renamed[label]).toArray(),
        Arrays.stream(known).mapToObj(data.classes()::get).toList(),
        data.ids(),
        data.split(),
        data.groups(),
        data.encoder(),
        data.windows());
  }

  /**
   * Predictions as guesses. A clip with a label is sure; one with neither label nor prediction has
   * probability 0 for all classes.
   *
   * @param data the clips with their labels
   * @param rows the rows that were predicted
   * @param predictions of these rows; their classes are some of the data's
   */
  public static Guesses of(Dataset data, int[] rows, Predictions predictions) {
    int classes = data.classes().size();
    int[] places = predictions.classes().stream().mapToInt(data.classes()::indexOf).toArray();
    float[] all = new float[Math.multiplyExact(data.rows(), classes)];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < places.length; k++) {
        all[rows[i] * classes + places[k]] = predictions.probability(i, k);
      }
    }
    for (int row = 0; row < data.rows(); row++) {
      if (data.labels()[row] >= 0) {
        Arrays.fill(all, row * classes, (row + 1) * classes, 0);
        all[row * classes + data.labels()[row]] = 1;
      }
    }
    return new Guesses(all, classes);
  }

  /** The number of labels of each class. */
  static int[] labelCounts(Dataset data) {
    int[] counts = new int[data.classes().size()];
    for (int label : data.labels()) {
      if (label >= 0) {
        counts[label]++;
      }
    }
    return counts;
  }

  /** Number of clips. */
  public int rows() {
    return probabilities.length / classes;
  }

  /** The probability of a class for a clip. */
  double probability(int row, int label) {
    return probabilities[row * classes + label];
  }

  /** A clip's class of the highest probability. */
  int mostProbable(int row) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = probability(row, c) > probability(row, best) ? c : best;
    }
    return best;
  }

  /** The same for some of the clips. */
  Guesses select(int[] rows) {
    float[] chosen = new float[rows.length * classes];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(probabilities, rows[i] * classes, chosen, i * classes, classes);
    }
    return new Guesses(chosen, classes);
  }

  /**
   * The entropy of a clip's probabilities, from 0 for a sure guess to 1 where all classes are
   * equally probable.
   */
  double uncertainty(int row) {
    double entropy = 0;
    for (int c = 0; c < classes; c++) {
      double p = probability(row, c);
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return classes == 1 ? 0 : Math.max(0, entropy / Math.log(classes));
  }

  /** The mean of a number of each class under a clip's probabilities. */
  double expected(int row, double[] ofClass) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += probability(row, c) * ofClass[c];
    }
    return sum;
  }
}
