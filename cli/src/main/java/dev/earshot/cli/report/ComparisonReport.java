package dev.earshot.cli.report;

import dev.earshot.cli.console.TextTable;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.run.ComparisonOptions;
import dev.earshot.run.ComparisonResult;
import dev.earshot.run.ComparisonResult.MethodResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of a comparison, for the terminal and as JSON.
 *
 * @param budget the labels of each method, in words
 * @param runs number of runs, each with its own split
 * @param labelled labelled clips of the first run
 * @param unlabelled its unlabelled training clips
 * @param test its test clips
 * @param methods the methods; the first is the one that all are compared with
 */
public record ComparisonReport(
    String budget, int runs, int labelled, int unlabelled, int test, List<Entry> methods) {
  /**
   * The scores of a method.
   *
   * @param calibrationError over the test clips of all runs together
   * @param difference difference to the first method; 0 for that itself
   */
  public record Entry(
      String name,
      MeanStd unweightedAccuracy,
      MeanStd accuracy,
      MeanStd meanAveragePrecision,
      double calibrationError,
      MeanStd seconds,
      Difference difference,
      double[] unweightedAccuracyByRun,
      double[] meanAveragePrecisionByRun) {}

  /** Scores minus those of the first method, paired by run, with standard errors of the mean. */
  public record Difference(
      double unweightedAccuracy,
      double unweightedAccuracyError,
      double meanAveragePrecision,
      double meanAveragePrecisionError) {}

  public static ComparisonReport of(ComparisonResult result, ComparisonOptions options) {
    var first = result.partitions().getFirst();
    return new ComparisonReport(
        options.budget().words(),
        options.runs(),
        first.labelled().length,
        first.unlabelled().length,
        first.predicted().length,
        result.methods().stream().map(method -> entry(method, result.reference())).toList());
  }

  private static Entry entry(MethodResult method, MethodResult reference) {
    var accuracy = method.minus(reference, Scores::unweightedAccuracy);
    var precision = method.minus(reference, Scores::meanAveragePrecision);
    return new Entry(
        method.name(),
        method.of(Scores::unweightedAccuracy),
        method.of(Scores::accuracy),
        method.of(Scores::meanAveragePrecision),
        method.calibrationError(),
        method.seconds(),
        new Difference(
            accuracy.mean(), accuracy.standardError(), precision.mean(), precision.standardError()),
        method.values(Scores::unweightedAccuracy),
        method.values(Scores::meanAveragePrecision));
  }

  /** The table for the terminal. */
  public String text() {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "",
            "UA %",
            "accuracy %",
            "mAP %",
            "UA to ours",
            "mAP to ours",
            "ECE %",
            "seconds a run"));
    for (var entry : methods) {
      var own = entry == methods.getFirst();
      var difference = entry.difference();
      rows.add(
          List.of(
              entry.name(),
              percent(entry.unweightedAccuracy()),
              percent(entry.accuracy()),
              percent(entry.meanAveragePrecision()),
              own
                  ? ""
                  : points(difference.unweightedAccuracy(), difference.unweightedAccuracyError()),
              own
                  ? ""
                  : points(
                      difference.meanAveragePrecision(), difference.meanAveragePrecisionError()),
              String.format(Locale.ROOT, "%.1f", 100 * entry.calibrationError()),
              String.format(Locale.ROOT, "%.2f", entry.seconds().mean())));
    }
    return "Test scores with %s, %s%n%s".formatted(budget, spread(), TextTable.of(rows, 1));
  }

  private String spread() {
    return runs == 1
        ? "one run, so without a standard deviation"
        : "mean ± standard deviation of %s runs; to ours: paired difference ± its standard error"
            .formatted(runs);
  }

  private String percent(MeanStd fraction) {
    return runs == 1
        ? String.format(Locale.ROOT, "%.1f", 100 * fraction.mean())
        : String.format(Locale.ROOT, "%.1f ± %4.1f", 100 * fraction.mean(), 100 * fraction.std());
  }

  private String points(double mean, double error) {
    return runs == 1
        ? String.format(Locale.ROOT, "%+.1f", 100 * mean)
        : String.format(Locale.ROOT, "%+.1f ± %.1f", 100 * mean, 100 * error);
  }
}
