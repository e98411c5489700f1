package dev.earshot.cli.label;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.report.Axis;
import dev.earshot.cli.report.BarChart;
import dev.earshot.cli.report.LineChart;
import dev.earshot.cli.report.ReportPage;
import dev.earshot.cli.report.ReportPage.Fact;
import dev.earshot.metrics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** How good each class is, as a part of the page, with charts as in a report. */
final class ResultsPart {
  private ResultsPart() {}

  /**
   * Makes the part.
   *
   * @param classes names of the classes
   * @param labels labelled windows of each class
   * @param quality what was measured
   */
  static ReportPage of(List<String> classes, int[] labels, LabelQuality quality) {
    var page = ReportPage.of("");
    var curve = quality.curve();
    page.facts(
        List.of(
            new Fact("Recognised now", CliText.percent(curve.now().value()), range(curve.now())),
            new Fact(
                "With %s more labels".formatted(LearningCurve.ROUND),
                CliText.percent(curve.next().value()),
                range(curve.next())),
            new Fact(
                "What they are likely to bring",
                points(curve.gain().value()) + " points",
                "%s to %s points"
                    .formatted(points(curve.gain().low()), points(curve.gain().high()))),
            new Fact(
                "Labels that may be wrong",
                Integer.toString(quality.doubts().suspects()),
                "see Disagreements")));
    page.charts(recalls(classes, labels, quality), curve(curve));
    page.table(table(classes, labels, quality), 1);
    page.note(
        "Cross-validation: each labelled window is classified by a model that has not learnt from it"
            + " (nor from other windows of its recording, where there are several recordings)."
            + " Recognised is the mean over the classes. Windows that were suggested are harder than"
            + " most, so on all windows it is likely to be better. Small print: 80 % intervals; the"
            + " forecast assumes that the next labels are like those so far.");
    return page;
  }

  private static List<List<String>> table(
      List<String> classes, int[] labels, LabelQuality quality) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("class", "labels", "recognised %", "95 % interval", "what helps"));
    for (int c = 0; c < classes.size(); c++) {
      var recall = quality.recalls().get(c);
      rows.add(
          List.of(
              classes.get(c),
              Integer.toString(labels[c]),
              recall
                  .map(each -> String.format(Locale.ROOT, "%.0f", 100 * each.value()))
                  .orElse("?"),
              recall
                  .map(each ->
                      String.format(
                          Locale.ROOT, "%.0f to %.0f", 100 * each.low(), 100 * each.high()))
                  .orElse(""),
              advice(labels[c], recall)));
    }
    return rows;
  }

  private static String advice(int labels, Optional<Interval> recall) {
    if (labels < 2) {
      return "a second label";
    }
    if (recall.isEmpty()) {
      return "labels in another recording";
    }
    if (labels < 5) {
      return "a few more labels";
    }
    return recall.get().value() < 0.7 ? "labels of its least sure windows" : "";
  }

  private static BarChart recalls(List<String> classes, int[] labels, LabelQuality quality) {
    int[] measured =
        IntStream.range(0, classes.size())
            .filter(c -> quality.recalls().get(c).isPresent())
            .toArray();
    return new BarChart(
        "Recognised, by class",
        "Grey numbers: labels. Whiskers: 95 % Wilson intervals.",
        Axis.fullPercent(""),
        IntStream.of(measured)
            .mapToObj(c -> new BarChart.Category(classes.get(c), Integer.toString(labels[c])))
            .toList(),
        List.of(
            new BarChart.Bars(
                "recognised",
                IntStream.of(measured)
                    .mapToObj(c -> quality.recalls().get(c).orElseThrow())
                    .toList())));
  }

  private static LineChart curve(LearningCurve curve) {
    var half = new LineChart.Point(curve.labelsOfHalf(), curve.half());
    var now = new LineChart.Point(curve.labelsNow(), curve.now());
    var next = new LineChart.Point(curve.labelsNext(), curve.next());
    return new LineChart(
        "What labels have brought, and may bring",
        "Recognised now, and by the same curve with half of the labels and with more. Models of the cross-validation learn from four fifths. Whiskers: 80 % intervals.",
        Axis.of("labels"),
        Axis.fullPercent("recognised"),
        List.of(
            new LineChart.Line("so far", List.of(half, now)),
            new LineChart.Line("forecast", List.of(now, next))));
  }

  private static String range(Interval interval) {
    return String.format(
        Locale.ROOT, "%.0f to %.0f %%", 100 * interval.low(), 100 * interval.high());
  }

  private static String points(double fraction) {
    return String.format(Locale.ROOT, "%+.1f", 100 * fraction);
  }
}
