package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.report.LineChart.Line;
import dev.earshot.cli.report.LineChart.Point;
import dev.earshot.cli.report.LineChart.Rule;
import dev.earshot.cli.report.LineChart.Weight;
import dev.earshot.method.EpochLog;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.run.RunResult;
import dev.earshot.run.TrainedRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The losses and validation scores of a training, by epoch. */
final class TrainingCurves {
  /** Limit on the points of a line; more are averaged in groups. */
  private static final int MOST_POINTS = 300;

  private static final Map<String, String> NAMES = Map.of("crossEntropy", "cross-entropy");

  private TrainingCurves() {}

  /** Adds the charts; adds nothing if no network was trained. */
  static void addTo(ReportPage page, TrainedRuns result) {
    var best = result.best();
    if (best.course().log().isEmpty()) {
      return;
    }
    var charts = new ArrayList<Chart>();
    charts.add(losses(best, result.candidates().size()));
    if (isValidated(best)) {
      charts.add(validation(result));
    }
    page.charts(charts.toArray(Chart[]::new));
  }

  private static boolean isValidated(RunResult run) {
    return run.course().log().stream().anyMatch(entry -> entry.validation().isPresent());
  }

  private static Chart losses(RunResult run, int runs) {
    var kept = runs == 1 ? "" : "Run %s, whose model was kept. ".formatted(run.run());
    return new LineChart(
        "Losses",
        kept + (run.ensemble().isPresent() ? "Of the first network trained on all labels." : ""),
        Axis.of("epoch"),
        Axis.of("mean over the epoch's steps"),
        run.course().log().getFirst().losses().keySet().stream()
            .map(name ->
                new Line(
                    NAMES.getOrDefault(name, name),
                    points(run.course().log(), entry -> entry.losses().get(name))))
            .toList());
  }

  private static Chart validation(TrainedRuns result) {
    var best = result.best();
    var lines = new ArrayList<Line>();
    for (var run : result.candidates()) {
      var weight = run == best ? Weight.MAIN : Weight.FAINT;
      lines.add(line("unweighted accuracy", weight, run, ValidationScore::unweightedAccuracy));
      lines.add(line("mean average precision", weight, run, ValidationScore::meanAveragePrecision));
    }
    return new LineChart(
        "Validation scores",
        result.candidates().size() == 1
            ? ""
            : "Run %s, whose model was kept; the others are pale.".formatted(best.run()),
        Axis.of("epoch"),
        Axis.fullPercent(
            "of %s"
                .formatted(CliText.count(best.partition().validation().length, "validation clip"))),
        lines,
        List.of(new Rule(best.course().bestEpoch(), "kept")));
  }

  private static Line line(
      String name, Weight weight, RunResult run, ToDoubleFunction<ValidationScore> score) {
    var looked =
        run.course().log().stream().filter(entry -> entry.validation().isPresent()).toList();
    return new Line(
        name, weight, points(looked, entry -> score.applyAsDouble(entry.validation().get())));
  }

  private static List<Point> points(List<EpochLog> log, ToDoubleFunction<EpochLog> value) {
    int group = Math.ceilDiv(log.size(), MOST_POINTS);
    var points = new ArrayList<Point>();
    for (int from = 0; from < log.size(); from += group) {
      var entries = log.subList(from, Math.min(from + group, log.size()));
      points.add(
          new Point(
              entries.stream().mapToInt(EpochLog::epoch).average().orElseThrow(),
              entries.stream().mapToDouble(value).average().orElseThrow()));
    }
    return points;
  }
}
