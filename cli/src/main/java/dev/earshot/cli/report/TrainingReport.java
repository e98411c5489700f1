package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.TextTable;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.metrics.Scores;
import dev.earshot.run.TrainingResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The result of a training as text for the terminal. */
public final class TrainingReport {
  /** From this agreement on, the neighbour graph helped in our few-label study. */
  private static final double TRUSTED = 0.5;

  private TrainingReport() {}

  /** The scores, the predicted classes, and the neighbour agreement. */
  public static String text(TrainingResult result) {
    var scores = result.isBenchmark() ? benchmark(result) : realUse(result);
    return agreement(result).map(line -> scores + System.lineSeparator() + line).orElse(scores);
  }

  /** The mean neighbour agreement of an ensemble's runs, in a sentence; empty for other models. */
  public static Optional<String> agreement(TrainingResult result) {
    var agreements =
        result.runs().stream()
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

  private static String benchmark(TrainingResult result) {
    int runs = result.runs().size();
    var title =
        runs == 1
            ? "Test scores"
            : "Test scores, mean ± standard deviation of %s runs".formatted(runs);
    return title
        + System.lineSeparator()
        + scores(
            test(result, Scores::accuracy),
            test(result, Scores::unweightedAccuracy),
            test(result, Scores::meanAveragePrecision));
  }

  private static String test(TrainingResult result, ToDoubleFunction<Scores> score) {
    return CliText.percent(result.test(score).orElseThrow());
  }

  private static String realUse(TrainingResult result) {
    var best = result.best();
    var validation =
        best.validation()
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
    return validation
        + System.lineSeparator().repeat(2)
        + PredictionCounts.of(best.predictions()).table();
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
