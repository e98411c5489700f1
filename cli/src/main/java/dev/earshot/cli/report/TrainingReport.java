package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.TextTable;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.metrics.Scores;
import dev.earshot.run.TrainingResult;
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
  public static String text(TrainingResult result) {
    var lines = new ArrayList<String>();
    lines.add(result.isTested() ? tested(result) : inside(result));
    if (result.usesAllLabels() && result.predictions().size() > 0) {
      lines.add("");
      lines.add(PredictionCounts.of(result.predictions()).table());
      lines.add("");
    }
    agreement(result).ifPresent(lines::add);
    lines.add("The model has learnt from " + learntFrom(result));
    return String.join(System.lineSeparator(), lines);
  }

  /**
   * The mean neighbour agreement of the runs that may give an ensemble's model, in a sentence;
   * empty for other models.
   */
  public static Optional<String> agreement(TrainingResult result) {
    var agreements =
        result.candidates().stream()
            .flatMap(run -> run.ensemble().stream())
            .mapToDouble(EnsembleSummary::neighborAgreement)
            .average();
    return agreements.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Neighbour agreement %.2f: %s",
                agreements.getAsDouble(),
                agreements.getAsDouble() >= TRUSTED
                    ? "near clips mostly have the same label, so unlabelled clips help"
                    : "near clips often have different labels, so the graph will help little with"
                        + " this encoder"));
  }

  /** The number of labels that the model has learnt from, of those of the data. */
  public static String learntFrom(TrainingResult result) {
    int used = result.best().partition().labels();
    long all = IntStream.of(result.data().labels()).filter(label -> label >= 0).count();
    return result.usesAllLabels()
        ? "all %s.".formatted(CliText.count(used, "label"))
        : "%s of the %s labels, as this is a few-label benchmark.".formatted(used, all);
  }

  /** What the test scores are and how they were measured, as a heading. */
  public static String title(TrainingResult result) {
    int runs = result.tested().size();
    var over = runs == 1 ? "" : ", mean ± standard deviation of %s %%s".formatted(runs);
    return switch (result.test()) {
      case CROSS_VALIDATION ->
          "Expected on new clips, by cross-validation with these labels" + over.formatted("folds");
      case STATED_SPLIT -> "Test scores, on the test clips of the data's split";
      case FEW_LABELS, NONE -> "Test scores" + over.formatted("runs");
    };
  }

  private static String tested(TrainingResult result) {
    return title(result)
        + System.lineSeparator()
        + scores(
            test(result, Scores::accuracy),
            test(result, Scores::unweightedAccuracy),
            test(result, Scores::meanAveragePrecision));
  }

  private static String test(TrainingResult result, ToDoubleFunction<Scores> score) {
    return CliText.percent(result.test(score).orElseThrow());
  }

  private static String inside(TrainingResult result) {
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
                    CliText.percent(score.meanAveragePrecision())))
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
