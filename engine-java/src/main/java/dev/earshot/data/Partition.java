package dev.earshot.data;

import dev.earshot.compute.Checks;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which rows of a data set play which part in one run.
 *
 * @param labelled training rows whose label may be used
 * @param unlabelled training rows whose label is unknown or hidden
 * @param validation labelled rows to choose the best weights by; may be empty
 * @param predicted rows to be predicted: the test rows of a benchmark, the unlabelled clips of real
 *     use
 */
public record Partition(int[] labelled, int[] unlabelled, int[] validation, int[] predicted) {

  /** The training rows, labelled ones first. */
  public int[] training() {
    return IntStream.concat(Arrays.stream(labelled), Arrays.stream(unlabelled)).toArray();
  }

  /** Each class's share of the labels that may be used. */
  public double[] shares(Dataset data) {
    double[] shares = new double[data.classes().size()];
    for (int row : labelled) {
      shares[data.labels()[row]] += 1.0 / labelled.length;
    }
    return shares;
  }

  /** Whether some rows have no label: then the data is used for real, not as a benchmark. */
  public static boolean isRealUse(Dataset data) {
    return Arrays.stream(data.labels()).anyMatch(label -> label < 0);
  }

  /**
   * A benchmark's parts: 80:10:10 by class or as the data says, with the labels of all but {@code
   * labelRate} of each class's training rows (at least 2) hidden.
   *
   * @param groupSplit whether every group stays in one part
   */
  public static Partition benchmark(Dataset data, double labelRate, boolean groupSplit, long seed) {
    Checks.require(
        !groupSplit || data.groups().isPresent(), "the data states no groups to split by");
    Splits.Split split =
        Splits.split(
            data.labels(), data.split(), groupSplit ? data.groups() : Optional.empty(), seed);
    Checks.require(split.test().length > 0, "no row is left for the test part");
    int[] labelled = Splits.hideLabels(data.labels(), split.train(), labelRate, seed);
    requireEveryClass(data, labelled);
    return new Partition(
        labelled, without(split.train(), labelled), split.validation(), split.test());
  }

  /**
   * Parts without validation rows.
   *
   * @param training rows, those among them that keep their label {@code labelled}
   * @throws IllegalArgumentException if a class has no labelled row
   */
  public static Partition of(Dataset data, int[] training, int[] labelled, int[] predicted) {
    requireEveryClass(data, labelled);
    return new Partition(labelled, without(training, labelled), new int[0], predicted);
  }

  /** The parts of real use: all labels are used, a tenth of them to validate by. */
  public static Partition realUse(Dataset data, long seed) {
    int[] known = IntStream.range(0, data.rows()).filter(row -> data.labels()[row] >= 0).toArray();
    int[] unknown = IntStream.range(0, data.rows()).filter(row -> data.labels()[row] < 0).toArray();
    return new Partition(known, unknown, new int[0], unknown).holdingOut(data, seed);
  }

  /**
   * The same without validation rows, for what validates inside its labels: in real use they go
   * back to the labelled ones, in a benchmark their labels are hidden like most.
   */
  public Partition withoutValidation(Dataset data) {
    return isRealUse(data)
        ? new Partition(
            IntStream.concat(Arrays.stream(labelled), Arrays.stream(validation)).sorted().toArray(),
            unlabelled,
            new int[0],
            predicted)
        : new Partition(
            labelled,
            IntStream.concat(Arrays.stream(unlabelled), Arrays.stream(validation))
                .sorted()
                .toArray(),
            new int[0],
            predicted);
  }

  /**
   * The same with a tenth of the labelled rows of each class that has at least 5 moved to
   * validation, where there was none.
   *
   * @throws IllegalArgumentException if a class has no labelled row
   */
  public Partition holdingOut(Dataset data, long seed) {
    Checks.require(validation.length == 0, "there are validation rows already");
    int[] held = Splits.holdOut(data.labels(), labelled, seed);
    int[] kept = without(labelled, held);
    requireEveryClass(data, kept);
    return new Partition(kept, unlabelled, held, predicted);
  }

  /** The same with some of the labelled rows held back: they do not train but are predicted. */
  public Partition holdingBack(int[] rows) {
    return new Partition(without(labelled, rows), unlabelled, new int[0], rows);
  }

  private static int[] without(int[] rows, int[] excluded) {
    int[] sorted = excluded.clone();
    Arrays.sort(sorted);
    return Arrays.stream(rows).filter(row -> Arrays.binarySearch(sorted, row) < 0).toArray();
  }

  private static void requireEveryClass(Dataset data, int[] labelled) {
    Checks.require(
        data.classes().size() >= 2,
        "the data has %s labelled class; training needs at least two",
        data.classes().size());
    boolean[] present = new boolean[data.classes().size()];
    for (int row : labelled) {
      present[data.labels()[row]] = true;
    }
    for (int c = 0; c < present.length; c++) {
      Checks.require(
          present[c], "class '%s' has no labelled clip to train on", data.classes().get(c));
    }
  }
}
