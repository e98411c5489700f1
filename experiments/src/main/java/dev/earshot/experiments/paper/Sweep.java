package dev.earshot.experiments.paper;

import dev.earshot.LabelBudget;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.experiments.paper.Figures.LinePoint;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Scores over one varied setting: what Figs. 5 and 6 and the study of edges have in common.
 *
 * @param setup what all experiments have in common
 * @param source the data
 * @param points the methods and values
 */
record Sweep(Setup setup, DataSource source, List<Point> points) {
  static final Column UA = new Column("UA %", Unit.PERCENT);
  static final Column MAP = new Column("mAP %", Unit.PERCENT);

  Sweep {
    points = List.copyOf(points);
  }

  /**
   * A method at one value of the varied setting.
   *
   * @param method a recipe or baseline
   * @param line what tells the method's lines apart, for example the task; may be empty
   * @param value the value as text
   * @param x the value as a number
   * @param budget the labels
   * @param scoring trains and scores
   */
  record Point(
      String method,
      String line,
      String value,
      double x,
      LabelBudget budget,
      Function<Trial, ScoringJob> scoring) {
    /** A recipe at a label rate of 10 %. */
    Point(String method, String line, String value, double x, RecipeSettings recipe) {
      this(method, line, value, x, Setup.TENTH, trial -> ScoringJob.of(trial, recipe));
    }

    private String setting() {
      return line.isEmpty() ? value : line + ", " + value;
    }

    private List<String> keys(boolean lines) {
      return lines ? List.of(method, line, value) : List.of(method, value);
    }
  }

  /** The cells of all points. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Point point : points) {
      cells.addAll(
          setup.cells(
              source,
              point.budget(),
              point.method(),
              point.setting(),
              trial -> point.scoring().apply(trial)));
    }
    return cells;
  }

  /**
   * A table with a row for each point, and a figure with a line for each method.
   *
   * @param line what tells a method's lines apart, as a column heading; empty if nothing does
   * @param varied the varied setting, as a column heading
   * @param axis the axis of the varied setting
   */
  Findings findings(
      Results results,
      String name,
      String title,
      String line,
      String varied,
      Axis axis,
      List<String> notes) {
    boolean lines = !line.isEmpty();
    List<Row> rows = new ArrayList<>();
    List<LinePoint> linePoints = new ArrayList<>();
    for (Point point : points) {
      MeanStd accuracy =
          results.score(point.method(), point.setting(), ScoringJob.UNWEIGHTED_ACCURACY);
      MeanStd precision =
          results.score(point.method(), point.setting(), ScoringJob.MEAN_AVERAGE_PRECISION);
      rows.add(new Row(point.keys(lines), Map.of(UA.name(), accuracy, MAP.name(), precision), ""));
      String of = lines ? point.method() + ", " + point.line() : point.method();
      linePoints.add(new LinePoint(of, point.x(), accuracy));
    }
    List<String> keys = lines ? List.of("method", line, varied) : List.of("method", varied);
    return new Findings(
        List.of(new Sheet(name, title, keys, List.of(UA, MAP), rows, notes)),
        List.of(Figures.lines(title, axis, Axis.percent("unweighted accuracy"), linePoints)));
  }
}
