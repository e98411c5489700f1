package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.Part;
import dev.earshot.TrainingOptions;
import dev.earshot.base.Checks;
import dev.earshot.data.NameGroups;
import dev.earshot.data.Splits;
import dev.earshot.method.RecipeSettings;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The runs of a training, in order. First come those that are tested on clips that they have not
 * learnt from. They say what to expect on new clips. Then come those that learn from all labels,
 * one of which gives the model. With a label budget there are only tested runs, and one of them
 * gives the model: it has learnt from few labels.
 *
 * @param test how the tested runs hold clips out
 * @param tested the partition of each tested run; the predicted rows have labels
 * @param learnt the partition of each run that learns from all labels; the predicted rows are the
 *     unlabelled ones
 */
public record TrainingPlan(Test test, List<Partition> tested, List<Partition> learnt) {
  /** How clips are held out to test on. */
  public enum Test {
    /** No clip is held out. */
    NONE("none"),
    /** Each labelled clip is held out once. */
    CROSS_VALIDATION("cross-validation"),
    /** The data states a test part. */
    STATED_SPLIT("the split that the data states"),
    /** A label budget hides labels, and a tenth of the clips, or the stated part, is held out. */
    FEW_LABELS("few-label benchmark");

    private final String words;

    Test(String words) {
      this.words = words;
    }

    /** The name in words, as it is written to {@code config.json}. */
    public String words() {
      return words;
    }
  }

  public TrainingPlan {
    tested = List.copyOf(tested);
    learnt = List.copyOf(learnt);
  }

  /**
   * The plan for these options.
   *
   * <ul>
   *   <li>With a label budget: {@link TrainingOptions#runs} tested runs by {@link
   *       Partition#benchmark}.
   *   <li>Else, if the data states a test part with labels: one run tested on it, and one run that
   *       learns from all labels, those of the test part too.
   *   <li>Else, if there are folds: one tested run for each, and one that learns from all labels.
   *       There are no folds if no class has two labelled clips.
   *   <li>Else {@link TrainingOptions#runs} runs that learn from all labels.
   * </ul>
   *
   * A single network chooses its best epoch by labels that are held out from it. A network that
   * learns after tested runs needs none: it is trained as long as their best epochs say.
   *
   * @param data the data with its labels
   * @param recipe a single network needs validation rows; an ensemble does not
   * @param options budget, folds, runs and seed
   * @throws IllegalArgumentException if the data cannot be trained on; the message says why
   */
  public static TrainingPlan of(Dataset data, RecipeSettings recipe, TrainingOptions options) {
    Partition.requireGroups(data, options.groupSplit());
    if (options.budget().isPresent()) {
      LabelBudget budget = options.budget().get();
      int runs = options.runs() > 0 ? options.runs() : TrainingOptions.BENCHMARK_RUNS;
      List<Partition> tested =
          IntStream.range(0, runs)
              .mapToObj(run ->
                  Partition.benchmark(
                      data,
                      budget,
                      Partition.keepsGroups(data, options.groupSplit()),
                      options.seed() + run))
              .toList();
      return of(Test.FEW_LABELS, validated(tested, data, recipe, options), List.of());
    }
    Partition all = Partition.allLabels(data);
    if (statesTest(data)) {
      Partition part = Partition.benchmark(data, new LabelBudget.Rate(1), false, options.seed());
      return of(Test.STATED_SPLIT, validated(List.of(part), data, recipe, options), List.of(all));
    }
    List<Partition> folds = measuring(data, all, options);
    if (!folds.isEmpty()) {
      return of(Test.CROSS_VALIDATION, validated(folds, data, recipe, options), List.of(all));
    }
    List<Partition> learnt = Collections.nCopies(Math.max(1, options.runs()), all);
    return of(Test.NONE, List.of(), validated(learnt, data, recipe, options));
  }

  private static TrainingPlan of(Test test, List<Partition> tested, List<Partition> learnt) {
    return new TrainingPlan(test, tested, learnt);
  }

  private static boolean statesTest(Dataset data) {
    return IntStream.range(0, data.rows())
        .anyMatch(row -> data.split().get(row) == Part.TEST && data.labels()[row] >= 0);
  }

  /**
   * The partitions of a cross-validation. There are none if no class has two labelled clips.
   *
   * @param groups of the rows, kept whole; empty for none
   */
  static List<Partition> folds(
      Dataset data, Partition all, TrainingOptions options, Optional<List<String>> groups) {
    int most = options.folds().orElse(all.unlabelled().length == 0 ? TrainingOptions.FOLDS : 0);
    if (most == 0) {
      return List.of();
    }
    Checks.require(
        !options.groupSplit() || data.groups().orElseThrow().stream().distinct().count() > 1,
        "all clips are of one group, so none can be held out");
    int[] every = all.training();
    return Splits.folds(data.labels(), groups, most, options.seed()).stream()
        .map(fold ->
            Partition.of(
                data,
                Partition.without(every, fold),
                Partition.without(all.labelled(), fold),
                fold))
        .toList();
  }

  /** The groups that are kept whole if that is asked for, or if the clips are stretches. */
  static Optional<List<String>> askedGroups(Dataset data, TrainingOptions options) {
    Partition.requireGroups(data, options.groupSplit());
    return Partition.keepsGroups(data, options.groupSplit()) ? data.groups() : Optional.empty();
  }

  /**
   * The folds that measure what to expect on new clips. The scores would be too good for clips of
   * new groups if groups were not kept whole. So those that the data states, or that the names of
   * the clips suggest, are kept, if every clip can still be held out.
   */
  private static List<Partition> measuring(Dataset data, Partition all, TrainingOptions options) {
    List<Partition> asked = folds(data, all, options, askedGroups(data, options));
    List<Partition> known = folds(data, all, options, NameGroups.known(data));
    return rows(known) >= rows(asked) ? known : asked;
  }

  private static int rows(List<Partition> folds) {
    return folds.stream().mapToInt(fold -> fold.predicted().length).sum();
  }

  /**
   * Whether there are groups, stated or suggested by names, none of which is both tested on and
   * learnt from.
   */
  public boolean keepsGroups(Dataset data) {
    return isTested()
        && NameGroups.known(data)
            .filter(groups -> tested.stream().allMatch(part -> part.keeps(groups)))
            .isPresent();
  }

  private static List<Partition> validated(
      List<Partition> partitions, Dataset data, RecipeSettings recipe, TrainingOptions options) {
    return IntStream.range(0, partitions.size())
        .mapToObj(run ->
            recipe.isEnsemble()
                ? partitions.get(run)
                : partitions.get(run).holdingOut(data, options.seed() + run))
        .toList();
  }

  /** Whether some runs are tested. */
  public boolean isTested() {
    return !tested.isEmpty();
  }

  /** Whether the model learns from all labels. */
  public boolean usesAllLabels() {
    return !learnt.isEmpty();
  }

  /** Number of runs. */
  public int runs() {
    return tested.size() + learnt.size();
  }

  /** The partition of the last run, which gives the model unless there is a label budget. */
  public Partition last() {
    return (usesAllLabels() ? learnt : tested).getLast();
  }
}
