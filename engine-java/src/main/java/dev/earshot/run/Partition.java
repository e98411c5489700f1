package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.base.Checks;
import dev.earshot.data.ClipId;
import dev.earshot.data.NameGroups;
import dev.earshot.data.Projection;
import dev.earshot.data.Splits;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.GraphTrainer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The roles of a data set's rows in one run. All methods follow the same protocol: a benchmark
 * gives each method the labels of the same rows, as many as the {@link LabelBudget} allows. Labels
 * to validate by come out of them.
 *
 * @param labelled training rows whose label may be used
 * @param unlabelled training rows whose label is unknown or hidden
 * @param validation labelled rows to choose the best weights by; may be empty
 * @param predicted rows to be predicted: test rows, or the clips without a label
 */
public record Partition(int[] labelled, int[] unlabelled, int[] validation, int[] predicted) {
  /**
   * The partition of a benchmark. The test part is a tenth of the rows, drawn by class, or the test
   * part that the data prescribes. All other rows are for training. Their labels are hidden, except
   * those that the budget allows. Rows without a label are used only for training.
   *
   * @param data the data with all its labels
   * @param budget how many labels may be used
   * @param groupSplit whether every group stays in one part
   * @param seed the seed of the split and of the choice of labels
   * @throws IllegalArgumentException if the data has no groups to split by, no labelled row is left
   *     for the test, or a class has no label to train on
   */
  public static Partition benchmark(
      Dataset data, LabelBudget budget, boolean groupSplit, long seed) {
    requireGroups(data, groupSplit);
    Splits.Split split =
        Splits.split(
            data.labels(), data.split(), groupSplit ? data.groups() : Optional.empty(), seed);
    int[] test = Arrays.stream(split.test()).filter(row -> data.labels()[row] >= 0).toArray();
    Checks.require(test.length > 0, "no labelled row is left for the test part");
    int[] training =
        IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation()))
            .sorted()
            .toArray();
    return of(data, training, chosen(budget, data.labels(), training, seed), test);
  }

  static void requireGroups(Dataset data, boolean groupSplit) {
    Checks.require(
        !groupSplit || data.groups().isPresent(),
        "the data states no groups to split by: list the clips in a .csv with a column group");
  }

  /**
   * The partition that uses all labels and predicts the rows without one.
   *
   * @throws IllegalArgumentException if there are fewer than two classes
   */
  public static Partition allLabels(Dataset data) {
    int[] known = IntStream.range(0, data.rows()).filter(row -> data.labels()[row] >= 0).toArray();
    int[] unknown = IntStream.range(0, data.rows()).filter(row -> data.labels()[row] < 0).toArray();
    requireEveryClass(data, known);
    return new Partition(known, unknown, new int[0], unknown);
  }

  /**
   * A partition without validation rows.
   *
   * @param data the data with its labels
   * @param training the training rows
   * @param labelled the training rows whose label may be used
   * @param predicted the rows to predict
   * @throws IllegalArgumentException if a class has no labelled row
   */
  public static Partition of(Dataset data, int[] training, int[] labelled, int[] predicted) {
    requireEveryClass(data, labelled);
    return new Partition(labelled, without(training, labelled), new int[0], predicted);
  }

  /**
   * This partition with validation rows: a tenth of the labelled rows of each class that has at
   * least 5.
   *
   * @param data the data with its labels
   * @param seed the seed of the choice
   * @throws IllegalArgumentException if there are validation rows already, or a class has no
   *     labelled row
   */
  public Partition holdingOut(Dataset data, long seed) {
    Checks.require(validation.length == 0, "there are validation rows already");
    int[] held = Splits.holdOut(data.labels(), labelled, seed);
    int[] kept = without(labelled, held);
    requireEveryClass(data, kept);
    return new Partition(kept, unlabelled, held, predicted);
  }

  /**
   * Whether groups stay in one part: if that is asked for, or if the clips are stretches of several
   * recordings, as neighbouring windows are nearly the same sound.
   *
   * @param asked whether it is asked for
   */
  public static boolean keepsGroups(Dataset data, boolean asked) {
    return asked
        || ClipId.areStretches(data)
            && data.groups().filter(all -> all.stream().distinct().count() > 1).isPresent();
  }

  /** The rows, ascending, whose labels a budget allows. */
  private static int[] chosen(LabelBudget budget, int[] labels, int[] rows, long seed) {
    return switch (budget) {
      case LabelBudget.Rate rate -> Splits.hideLabels(labels, rows, rate.rate(), seed);
      case LabelBudget.PerClass perClass -> Splits.keepLabels(labels, rows, perClass.count(), seed);
    };
  }

  /** Whether no group has rows to learn from and rows to predict. */
  boolean keeps(List<String> groups) {
    Set<String> held =
        Arrays.stream(predicted).mapToObj(groups::get).collect(Collectors.toUnmodifiableSet());
    return IntStream.concat(Arrays.stream(labelled), Arrays.stream(validation))
        .noneMatch(row -> held.contains(groups.get(row)));
  }

  /** The rows that are not among the excluded ones, in the same order. */
  static int[] without(int[] rows, int[] excluded) {
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

  /** The number of labels that a run may use: those of labelled and of validation rows. */
  public int labels() {
    return labelled.length + validation.length;
  }

  /** The training rows, labelled ones first. */
  public int[] training() {
    return IntStream.concat(Arrays.stream(labelled), Arrays.stream(unlabelled)).toArray();
  }

  /** The training rows, labelled ones first, with the labels that may be used. */
  public TrainingSet trainingSet(Dataset data) {
    return new TrainingSet(
        data.select(training()).x(), data.columns(), visibleLabels(data), data.classes().size());
  }

  /**
   * The projection to the principal components of the training rows, labelled or not. The rows to
   * validate by and those to predict do not count.
   *
   * @param components the number of columns to project to
   * @return empty if the data has no more columns than that
   */
  public Optional<Projection> projection(Dataset data, int components) {
    return components < data.columns()
        ? Optional.of(Projection.of(data.select(training()).x(), data.columns(), components))
        : Optional.empty();
  }

  /**
   * The groups of the rows of {@link #trainingSet}: those that the data states, or else those that
   * the names of the clips suggest.
   */
  Optional<List<String>> trainingGroups(Dataset data) {
    int[] rows = training();
    return data.groups()
        .map(groups -> Arrays.stream(rows).mapToObj(groups::get).toList())
        .or(() ->
            NameGroups.groups(
                Arrays.stream(rows).mapToObj(data.ids()::get).toList(), visibleLabels(data)));
  }

  /** The labels that may be used of the training rows, labelled ones first; -1 for the others. */
  private int[] visibleLabels(Dataset data) {
    int[] labels = new int[labelled.length + unlabelled.length];
    Arrays.setAll(labels, i -> i < labelled.length ? data.labels()[labelled[i]] : -1);
    return labels;
  }

  /** The validation rows, if there are any. */
  Optional<GraphTrainer.HeldOut> heldOut(Dataset data) {
    return validation.length == 0
        ? Optional.empty()
        : Optional.of(
            new GraphTrainer.HeldOut(data.select(validation).x(), labelsOf(data, validation)));
  }

  /** The true classes of the predicted rows; -1 if unknown. */
  public int[] truth(Dataset data) {
    return labelsOf(data, predicted);
  }

  private static int[] labelsOf(Dataset data, int[] rows) {
    return Arrays.stream(rows).map(row -> data.labels()[row]).toArray();
  }
}
