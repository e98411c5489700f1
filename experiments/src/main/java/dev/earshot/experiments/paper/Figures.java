package dev.earshot.experiments.paper;

import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.cli.report.Axis;
import dev.earshot.cli.report.BarChart;
import dev.earshot.cli.report.BarChart.Bars;
import dev.earshot.cli.report.BarChart.Category;
import dev.earshot.cli.report.Chart;
import dev.earshot.cli.report.LineChart;
import dev.earshot.cli.report.LineChart.Line;
import dev.earshot.cli.report.LineChart.Point;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of tables. */
final class Figures {
  private static final String WHISKERS = "Whiskers: one standard deviation of the runs.";

  private Figures() {}

  /** A bar for each row that has a score in the column. */
  static Chart bars(String title, List<Row> rows, Column column, Axis axis) {
    List<Row> scored = rows.stream().filter(row -> has(row, column)).toList();
    return new BarChart(
        title,
        WHISKERS,
        axis,
        scored.stream()
            .map(row ->
                new Category(
                    row.keys().getFirst(),
                    String.join(", ", row.keys().subList(1, row.keys().size()))))
            .toList(),
        List.of(
            new Bars(column.name(), scored.stream().map(row -> interval(row, column)).toList())));
  }

  /** A point of a line, by the line's name. */
  record Spot(String line, double x, MeanStd y) {}

  /** A line for each name, in order of their first points. */
  static Chart lines(String title, Axis x, Axis y, List<Spot> spots) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (Spot spot : spots) {
      points
          .computeIfAbsent(spot.line(), key -> new ArrayList<>())
          .add(new Point(spot.x(), Interval.of(spot.y())));
    }
    List<Line> lines = new ArrayList<>();
    points.forEach((name, ofLine) -> lines.add(new Line(name, ofLine)));
    return new LineChart(title, WHISKERS, x, y, lines);
  }

  private static boolean has(Row row, Column column) {
    return row.scores().containsKey(column.name());
  }

  private static Interval interval(Row row, Column column) {
    return Interval.of(row.scores().get(column.name()));
  }
}
