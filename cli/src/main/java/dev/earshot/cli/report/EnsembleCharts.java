package dev.earshot.cli.report;

import dev.earshot.cli.report.BarChart.Bars;
import dev.earshot.cli.report.BarChart.Category;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.MeanStd;
import dev.earshot.run.TrainedRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The weights of an ensemble's members and the scores that decided them. */
final class EnsembleCharts {
  private EnsembleCharts() {}

  /** Adds the charts; adds nothing for single networks. */
  static void addTo(ReportPage page, TrainedRuns result) {
    var votes = result.candidates().stream().flatMap(run -> run.ensemble().stream()).toList();
    if (votes.isEmpty()) {
      return;
    }
    TrainingReport.agreement(result).ifPresent(line -> page.text(line + "."));
    var note = votes.size() == 1 ? "" : "Whiskers: one standard deviation over the runs.";
    var charts = new ArrayList<Chart>();
    charts.add(
        new BarChart(
            "Weight in the vote",
            note,
            Axis.fullPercent(""),
            categories(votes),
            List.of(new Bars("weight", values(votes, member -> Optional.of(member.weight()))))));
    boolean crossed = votes.stream().allMatch(vote -> vote.crossValidation().isPresent());
    if (crossed) {
      charts.add(
          new BarChart(
              "Unweighted accuracy in cross-validation",
              note,
              Axis.fullPercent(""),
              categories(votes),
              List.of(
                  new Bars(
                      "unweighted accuracy",
                      values(
                          votes,
                          member ->
                              member
                                  .crossValidation()
                                  .map(ValidationScore::unweightedAccuracy))))));
    }
    page.charts(charts.toArray(Chart[]::new));
  }

  private static List<Category> categories(List<EnsembleSummary> votes) {
    return votes.getFirst().members().stream()
        .map(member -> new Category(member.label(), ""))
        .toList();
  }

  private static List<Interval> values(
      List<EnsembleSummary> votes, Function<EnsembleSummary.Member, Optional<Double>> value) {
    return IntStream.range(0, votes.getFirst().members().size())
        .mapToObj(at ->
            Interval.of(
                MeanStd.of(
                    votes.stream()
                        .mapToDouble(vote -> value.apply(vote.members().get(at)).orElseThrow())
                        .toArray())))
        .toList();
  }
}
