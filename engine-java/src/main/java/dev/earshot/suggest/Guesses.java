package dev.earshot.suggest;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.data.Dataset;
import dev.earshot.method.Recipe;
import dev.earshot.run.Partition;
import dev.earshot.run.Trainer;
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
   * label gets probability 0.
   *
   * @return empty if fewer than two classes have a label, or no clip is without one
   * @throws InterruptedException if the thread is interrupted
   */
  public static Optional<Guesses> learn(Dataset data, long seed, Backend backend)
      throws InterruptedException {
    int[] counts = labelCounts(data);
    int[] known = IntStream.range(0, counts.length).filter(c -> counts[c] > 0).toArray();
    if (known.length < 2 || Arrays.stream(counts).sum() == data.rows()) {
      return Optional.empty();
    }
    Dataset labelled = withClasses(data, known);
    Partition partition = Partition.allLabels(labelled);
    float[] learnt;
    try {
      learnt =
          Trainer.train(labelled, partition, Recipe.named(RECIPE), seed, backend)
              .predictions()
              .probabilities();
    } catch (IOException e) {
      throw new IllegalStateException("nothing is read or written", e);
    }
    float[] all = new float[Math.multiplyExact(data.rows(), counts.length)];
    for (int i = 0; i < partition.predicted().length; i++) {
      for (int k = 0; k < known.length; k++) {
        all[partition.predicted()[i] * counts.length + known[k]] = learnt[i * known.length + k];
      }
    }
    for (int row : partition.labelled()) {
      all[row * counts.length + data.labels()[row]] = 1;
    }
    return Optional.of(new Guesses(all, counts.length));
  }

  /** The table with these of its classes alone; no row may have another label. */
  private static Dataset withClasses(Dataset data, int[] kept) {
    int[] renamed = new int[data.classes().size()];
    for (int k = 0; k < kept.length; k++) {
      renamed[kept[k]] = k;
    }
    return new Dataset(
        data.x(),
        data.columns(),
        Arrays.stream(data.labels()).map(label -> label < 0 ? -1 : renamed[label]).toArray(),
        Arrays.stream(kept).mapToObj(data.classes()::get).toList(),
        data.ids(),
        data.split(),
        data.groups(),
        data.encoder(),
        data.windows());
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
      double p = probabilities[row * classes + c];
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return classes == 1 ? 0 : Math.max(0, entropy / Math.log(classes));
  }

  /** The mean of a number of each class under a clip's probabilities. */
  double expected(int row, double[] ofClass) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += probabilities[row * classes + c] * ofClass[c];
    }
    return sum;
  }
}
