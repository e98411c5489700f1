package dev.earshot.cli.report;

import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.collection.SoundCollection;
import dev.earshot.learner.Smoothed;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.Partition;
import dev.earshot.run.TrainingPlan;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/** Describes data and the plan of a training in sentences, and refuses data that has no plan. */
public final class DataDescription {
  private DataDescription() {}

  /**
   * The plan of a training.
   *
   * @throws BadInputException if the data cannot be trained on
   */
  public static TrainingPlan plan(
      Path path, Dataset data, RecipeSettings recipe, TrainingOptions options) {
    requireTwoClasses(path, data);
    try {
      return TrainingPlan.of(data, recipe, options);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks that there are labels of two classes.
   *
   * @throws BadInputException if there are not
   */
  public static void requireTwoClasses(Path path, Dataset data) {
    if (data.classes().size() < 2) {
      throw new BadInputException(
          "%s: %s; training needs labelled clips of at least two classes (%s)"
              .formatted(
                  path,
                  data.classes().isEmpty()
                      ? "no clip has a label"
                      : "every labelled clip is of class '" + data.classes().getFirst() + "'",
                  SoundCollection.isAt(path)
                      ? "'earshot label' and 'earshot import' add labels to a collection"
                      : "a sub-folder for each, or a column label"));
    }
  }

  /** The numbers of clips, labels, classes and features. */
  public static String counts(Dataset data) {
    long labelled = IntStream.of(data.labels()).filter(label -> label >= 0).count();
    return "%s (%s labelled, %s unlabelled), %s classes, %s features (%s)"
        .formatted(
            CliText.count(data.rows(), "clip"),
            labelled,
            data.rows() - labelled,
            data.classes().size(),
            data.columns(),
            data.encoder());
  }

  /** What is tested on which clips, and what the model learns from. */
  public static String of(
      TrainingPlan plan, Dataset data, RecipeSettings recipe, TrainingOptions options) {
    var groups =
        !plan.keepsGroups(data)
            ? ""
            : data.groups().isPresent()
                ? ", groups kept whole"
                : ", groups kept whole that were guessed from the names";
    return switch (plan.test()) {
      case NONE -> "Train " + model(plan, recipe);
      case CROSS_VALIDATION ->
          "First %s-fold cross-validation, to measure what to expect on new clips%s; then train %s"
              .formatted(plan.tested().size(), groups, model(plan, recipe));
      case STATED_SPLIT ->
          "First a test on the %s that the data's split names; then train %s"
              .formatted(
                  CliText.count(plan.tested().getFirst().predicted().length, "test clip"),
                  model(plan, recipe));
      case FEW_LABELS -> fewLabels(plan, data, recipe, options) + groups;
    };
  }

  private static String model(TrainingPlan plan, RecipeSettings recipe) {
    var parts = plan.last();
    int held = parts.validation().length;
    var model = "a model that learns from all %s".formatted(CliText.count(parts.labels(), "label"));
    var settings =
        recipe.isEnsemble()
            ? ", with settings chosen by cross-validation inside the labels"
            : plan.isTested()
                ? ", for as long as the test said"
                : held == 0
                    ? "; none is held out for validation, as every class has fewer than 5"
                    : "; %s of them are held out to choose the best epoch by".formatted(held);
    int unlabelled = parts.unlabelled().length;
    return model
        + settings
        + capped(parts, recipe)
        + (unlabelled == 0
            ? ""
            : "; predict the %s without a label"
                .formatted(unlabelled == 1 ? "clip" : unlabelled + " clips"));
  }

  /** That neighbours are sought among some of the training clips only; blank if among all. */
  private static String capped(Partition parts, RecipeSettings recipe) {
    return parts.training().length > Smoothed.MOST_REFERENCES
            && recipe.members().stream().anyMatch(member -> member.gated() && !member.isGraph())
        ? String.format(
            Locale.ROOT,
            "; neighbours are sought among %,d of the %,d clips",
            Smoothed.MOST_REFERENCES,
            parts.training().length)
        : "";
  }

  private static String fewLabels(
      TrainingPlan plan, Dataset data, RecipeSettings recipe, TrainingOptions options) {
    var parts = plan.last();
    return "Few-label benchmark (%s): %s, each with %s labelled and %s unlabelled training clips, %s%s for the test (%s)"
        .formatted(
            options.budget().orElseThrow().words(),
            CliText.count(plan.runs(), "run"),
            parts.labelled().length,
            parts.unlabelled().length,
            recipe.isEnsemble() ? "" : parts.validation().length + " held out for validation, ",
            parts.predicted().length,
            data.hasSplit() ? "split as the data says" : "a tenth");
  }
}
