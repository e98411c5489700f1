package dev.earshot.experiments.paper;

import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.experiments.paper.Figures.Spot;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.cli.report.Axis;
import dev.earshot.method.Recipe;
import dev.earshot.metrics.MeanStd;
import dev.earshot.run.LabelBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Scores over one setting that is varied: what Figs. 5 and 6 and the ablations have in common.
 *
 * @param setup what all experiments have in common
 * @param source the data
 */
record Sweep(Setup setup, DataSource source, List<Point> points) {
  static final Column UA = new Column("UA %", Unit.PERCENT);
  static final Column MAP = new Column("mAP %", Unit.PERCENT);

  Sweep {
    points = List.copyOf(points);
  }

  /**
   * A method at one value of what is varied.
   *
   * @param method a recipe or baseline
   * @param line words beside the method that tell the lines of the figure apart; may be empty
   * @param value in words
   * @param x the value as a number
   * @param budget the labels
   * @param scoring what is done
   * @param printed what the paper printed
   */
  record Point(
      String method,
      String line,
      String value,
      double x,
      LabelBudget budget,
      Function<Trial, ScoringJob> scoring,
      String printed) {
    /** A recipe with a tenth of the labels. */
    Point(String method, String line, String value, double x, Recipe recipe) {
      this(method, line, value, x, Setup.TENTH, trial -> ScoringJob.of(trial, recipe), "");
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
   * A table with a row for each point, and a figure.
   *
   * @param what the name of what is varied
   * @param axis its axis
   */
  Findings findings(
      Results results,
      String name,
      String title,
      String line,
      String what,
      Axis axis,
      List<String> notes) {
    boolean lines = !line.isEmpty();
    List<Row> rows = new ArrayList<>();
    List<Spot> spots = new ArrayList<>();
    for (Point point : points) {
      MeanStd accuracy =
          results.score(point.method(), point.setting(), ScoringJob.UNWEIGHTED_ACCURACY);
      MeanStd precision =
          results.score(point.method(), point.setting(), ScoringJob.MEAN_AVERAGE_PRECISION);
      rows.add(
          new Row(
              point.keys(lines),
              Map.of(UA.name(), accuracy, MAP.name(), precision),
              point.printed()));
      String of = lines ? point.method() + ", " + point.line() : point.method();
      spots.add(new Spot(of, point.x(), accuracy));
    }
    List<String> keys = lines ? List.of("method", line, what) : List.of("method", what);
    return new Findings(
        List.of(new Sheet(name, title, keys, List.of(UA, MAP), rows, notes)),
        List.of(Figures.lines(title, axis, Axis.percent("unweighted accuracy"), spots)));
  }
}
