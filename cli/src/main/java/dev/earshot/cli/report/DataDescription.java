package dev.earshot.cli.report;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.data.Dataset;
import dev.earshot.method.Recipe;
import dev.earshot.run.Partition;
import dev.earshot.run.Trainer;
import dev.earshot.run.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Describes data and the plan of a training in sentences. */
public final class DataDescription {
  private DataDescription() {}

  /**
   * The counts and the plan.
   *
   * @throws BadInputException if the data cannot be trained on
   */
  public static List<String> lines(
      Path path, Dataset data, Recipe recipe, TrainingOptions options) {
    requireTwoClasses(path, data);
    try {
      return List.of(counts(data), plan(data, recipe, options));
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
          "%s: %s; training needs labelled clips of at least two classes (a sub-folder for each, or a column label)"
              .formatted(
                  path,
                  data.classes().isEmpty()
                      ? "no clip has a label"
                      : "every labelled clip is of class '" + data.classes().getFirst() + "'"));
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

  /** How the clips are divided, and whether test clips are scored or unlabelled clips predicted. */
  public static String plan(Dataset data, Recipe recipe, TrainingOptions options) {
    var parts = Trainer.partition(data, recipe, options, options.seed());
    if (Partition.isRealUse(data)) {
      return "Real use, as some clips have no label: every label is used and every unlabelled clip"
          + " is predicted; "
          + (recipe.isEnsemble()
              ? "settings are chosen by cross-validation inside the labels"
              : parts.validation().length == 0
                  ? "nothing is held out for validation, as every class has fewer than 5 labelled clips"
                  : parts.validation().length + " labelled clips are held out for validation");
    }
    return "Benchmark, as every clip has a label: %s, each with %s labelled and %s unlabelled training clips, %s%s for the test (%s%s)"
        .formatted(
            CliText.count(Trainer.runs(data, options), "run"),
            parts.labelled().length,
            parts.unlabelled().length,
            recipe.isEnsemble() ? "" : parts.validation().length + " held out for validation, ",
            parts.predicted().length,
            data.hasSplit()
                ? "split as the data says"
                : recipe.isEnsemble() ? "split 90:10" : "split 80:10:10",
            options.groupSplit() ? ", groups kept whole" : "");
  }
}
