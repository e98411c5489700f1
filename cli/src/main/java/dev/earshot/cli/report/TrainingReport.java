package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.TextTable;
import dev.earshot.data.NameGroups;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.Scores;
import dev.earshot.run.TrainedRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The result of a training as text for the terminal. */
public final class TrainingReport {
  /** From this agreement on, the neighbour graph helped in our few-label study. */
  private static final double TRUSTED = 0.5;

  private TrainingReport() {}

  /** The scores, the predicted classes, and the neighbour agreement. */
  public static String text(TrainedRuns result) {
    var lines = new ArrayList<String>();
    lines.add(result.isTested() ? tested(result) : inside(result));
    if (result.usesAllLabels() && result.predictions().size() > 0) {
      lines.add("");
      lines.add(PredictionCounts.of(result.predictions()).table());
      lines.add("");
    }
    agreement(result).ifPresent(lines::add);
    guessedGroups(result).ifPresent(lines::add);
    lines.add("The model has learnt from " + learntFrom(result));
    return String.join(System.lineSeparator(), lines);
  }

  /**
   * The mean neighbour agreement of the runs that may give an ensemble's model, in a sentence;
   * empty for other models.
   */
  public static Optional<String> agreement(TrainedRuns result) {
    List<Interval> found =
        result.candidates().stream()
            .flatMap(run -> run.ensemble().stream())
            .map(EnsembleSummary::neighborAgreement)
            .toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            sentence(
                mean(found, Interval::value),
                mean(found, Interval::low),
                mean(found, Interval::high)));
  }

  private static double mean(List<Interval> all, ToDoubleFunction<Interval> value) {
    return all.stream().mapToDouble(value).average().orElseThrow();
  }

  /** The sentence follows the interval: it takes a side only if the whole interval does. */
  static String sentence(double agreement, double low, double high) {
    if (high - low >= 1) {
      return "Neighbour agreement: unknown, as no class has two labels";
    }
    return String.format(
            Locale.ROOT, "Neighbour agreement %.2f (%.2f to %.2f): ", agreement, low, high)
        + (low >= TRUSTED
            ? "near clips mostly have the same label, so unlabelled clips help"
            : high < TRUSTED
                ? "near clips often have different labels, so unlabelled clips help little with this"
                    + " encoder"
                : "too few labels to tell whether near clips mostly have the same label");
  }

  /** Tells that the members of an ensemble were weighed by groups that the names suggest. */
  private static Optional<String> guessedGroups(TrainedRuns result) {
    return result.recipe().isEnsemble()
        ? NameGroups.of(result.data())
            .map(found ->
                "The members were weighed by held-out groups, guessed from the names: %s groups, such as '%s'"
                    .formatted(found.groups(), found.name()))
        : Optional.empty();
  }

  /** The number of labels that the model has learnt from, of those of the data. */
  public static String learntFrom(TrainedRuns result) {
    int used = result.best().partition().labels();
    long all = IntStream.of(result.data().labels()).filter(label -> label >= 0).count();
    return result.usesAllLabels()
        ? "all %s.".formatted(CliText.count(used, "label"))
        : "%s of the %s labels, as this is a few-label benchmark.".formatted(used, all);
  }

  /** What the test scores are and how they were measured, as a heading. */
  public static String title(TrainedRuns result) {
    int runs = result.tested().size();
    var over = runs == 1 ? "" : ", mean ± standard deviation of %s %%s".formatted(runs);
    return switch (result.test()) {
      case CROSS_VALIDATION ->
          "Expected on new clips, by cross-validation with these labels" + over.formatted("folds");
      case STATED_SPLIT -> "Test scores, on the test clips of the data's split";
      case FEW_LABELS, NONE -> "Test scores" + over.formatted("runs");
    };
  }

  private static String tested(TrainedRuns result) {
    return title(result)
        + System.lineSeparator()
        + scores(
            test(result, Scores::accuracy),
            test(result, Scores::unweightedAccuracy),
            test(result, Scores::meanAveragePrecision))
        + result.expectedAccuracy().map(TrainingReport::between).orElse("");
  }

  /** A further line with the interval of an accuracy. */
  private static String between(Interval accuracy) {
    return System.lineSeparator()
        + String.format(
            Locale.ROOT,
            "The accuracy on new clips is between %.0f and %.0f %%, 19 times of 20",
            100 * accuracy.low(),
            100 * accuracy.high());
  }

  private static String test(TrainedRuns result, ToDoubleFunction<Scores> score) {
    return CliText.percent(result.test(score).orElseThrow());
  }

  private static String inside(TrainedRuns result) {
    var best = result.best();
    return best.validation()
        .map(score ->
            (best.ensemble().isPresent()
                    ? "Scores in cross-validation inside the labels"
                    : "Scores on the %s held out"
                        .formatted(CliText.count(best.partition().validation().length, "clip")))
                + System.lineSeparator()
                + scores(
                    CliText.percent(score.accuracy()),
                    CliText.percent(score.unweightedAccuracy()),
                    CliText.percent(score.meanAveragePrecision()))
                + best.ensemble()
                    .flatMap(EnsembleSummary::accuracy)
                    .map(TrainingReport::between)
                    .orElse(""))
        .orElse("No scores: no labelled clip was held out");
  }

  private static String scores(String accuracy, String unweighted, String precision) {
    return TextTable.of(
        List.of(
            List.of("accuracy", accuracy),
            List.of("unweighted accuracy", unweighted),
            List.of("mean average precision", precision)),
        1);
  }
}
