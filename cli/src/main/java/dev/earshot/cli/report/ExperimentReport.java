package dev.earshot.cli.report;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure;
import dev.earshot.experiments.Sheet;
import dev.earshot.metrics.Interval;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the findings of an experiment as files. */
public final class ExperimentReport {
  private ExperimentReport() {}

  /**
   * Writes a CSV file for each table, and {@code report.html} with all tables and figures.
   *
   * @param folder the folder of the files; made if it does not exist
   * @param command the command that repeats the experiment
   */
  public static void write(Experiment experiment, Findings findings, Path folder, String command)
      throws IOException {
    for (Sheet sheet : findings.sheets()) {
      sheet.writeCsv(folder);
    }
    var page = ReportPage.of(experiment.name() + ": " + experiment.title());
    experiment.about().forEach(page::lead);
    page.section("Figures")
        .charts(findings.figures().stream().map(ExperimentReport::chart).toArray(Chart[]::new));
    for (Sheet sheet : findings.sheets()) {
      page.section(sheet.title()).table(sheet.texts(), sheet.keys().size());
      sheet.notes().forEach(page::note);
    }
    page.section("How to repeat it").text(command);
    page.write(folder.resolve("report.html"));
  }

  private static Chart chart(Figure figure) {
    return switch (figure) {
      case Figure.Bars bars ->
          new BarChart(
              bars.title(),
              bars.note(),
              axis(bars.axis()),
              bars.categories().stream()
                  .map(category -> new BarChart.Category(category.name(), category.detail()))
                  .toList(),
              bars.series().stream()
                  .map(series ->
                      new BarChart.Bars(
                          series.name(), series.values().stream().map(Interval::of).toList()))
                  .toList());
      case Figure.Lines lines ->
          new LineChart(
              lines.title(),
              lines.note(),
              axis(lines.x()),
              axis(lines.y()),
              lines.lines().stream()
                  .map(line ->
                      new LineChart.Line(
                          line.name(),
                          line.points().stream()
                              .map(point -> new LineChart.Point(point.x(), Interval.of(point.y())))
                              .toList()))
                  .toList());
      case Figure.Scatter scatter ->
          new ScatterChart(
              scatter.title(),
              scatter.note(),
              scatter.groups().stream().map(ExperimentReport::group).toList());
    };
  }

  private static ScatterChart.Group group(Figure.Scatter.Group group) {
    return new ScatterChart.Group(
        group.name(),
        group.dots().stream()
            .map(dot -> new ScatterChart.Dot(dot.x(), dot.y(), dot.label(), group.name(), true))
            .toList());
  }

  private static Axis axis(Figure.Axis axis) {
    return switch (axis.scale()) {
      case LINEAR -> Axis.of(axis.name());
      case PERCENT -> Axis.percent(axis.name());
      case FULL_PERCENT -> Axis.fullPercent(axis.name());
    };
  }
}
