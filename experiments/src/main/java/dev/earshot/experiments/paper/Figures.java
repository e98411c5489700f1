package dev.earshot.experiments.paper;

import dev.earshot.experiments.Figure;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Figure.Bars;
import dev.earshot.experiments.Figure.Bars.Category;
import dev.earshot.experiments.Figure.Bars.Series;
import dev.earshot.experiments.Figure.Lines;
import dev.earshot.experiments.Figure.Lines.Line;
import dev.earshot.experiments.Figure.Lines.Point;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures made from the rows of tables. */
final class Figures {
  private static final String WHISKERS = "Whiskers: one standard deviation of the runs.";

  private Figures() {}

  /** A bar for each row that has a score in the column. */
  static Figure bars(String title, List<Row> rows, Column column, Axis axis) {
    List<Row> scored =
        rows.stream().filter(row -> row.scores().containsKey(column.name())).toList();
    return new Bars(
        title,
        WHISKERS,
        axis,
        scored.stream()
            .map(row ->
                new Category(
                    row.keys().getFirst(),
                    String.join(", ", row.keys().subList(1, row.keys().size()))))
            .toList(),
        List.of(series(column.name(), scored, column)));
  }

  /** The scores of a column, one for each row. */
  static Series series(String name, List<Row> rows, Column column) {
    return new Series(name, rows.stream().map(row -> row.scores().get(column.name())).toList());
  }

  /** A point and the name of its line. */
  record LinePoint(String line, double x, MeanStd y) {}

  /** A line for each name, in the order of their first points. */
  static Figure lines(String title, Axis x, Axis y, List<LinePoint> all) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (LinePoint each : all) {
      points
          .computeIfAbsent(each.line(), key -> new ArrayList<>())
          .add(new Point(each.x(), each.y()));
    }
    List<Line> lines = new ArrayList<>();
    points.forEach((name, ofLine) -> lines.add(new Line(name, ofLine)));
    return new Lines(title, WHISKERS, x, y, lines);
  }
}
