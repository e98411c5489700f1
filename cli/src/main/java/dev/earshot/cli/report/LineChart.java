package dev.earshot.cli.report;

import dev.earshot.metrics.Interval;
import java.util.List;

/**
 * Lines over a numeric axis.
 *
 * @param lines drawn in this order
 * @param rules vertical lines that mark places on the x axis
 */
public record LineChart(
    String title, String note, Axis x, Axis y, List<Line> lines, List<Rule> rules)
    implements Chart {
  public LineChart {
    lines = List.copyOf(lines);
    rules = List.copyOf(rules);
  }

  /** Without rules. */
  public LineChart(String title, String note, Axis x, Axis y, List<Line> lines) {
    this(title, note, x, y, lines, List.of());
  }

  /** The style of a line. */
  public enum Weight {
    /** In its own colour. */
    MAIN,
    /** Thin and pale, in the colour of the line of the same name before it. */
    FAINT,
    /** Grey and dashed, for comparison. */
    REFERENCE
  }

  /**
   * A line.
   *
   * @param name for the legend; lines of the same name share a colour
   */
  public record Line(String name, Weight weight, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }

    /** A line in the main style. */
    public Line(String name, List<Point> points) {
      this(name, Weight.MAIN, points);
    }
  }

  /**
   * A point of a line.
   *
   * @param y the value; an interval has a whisker
   */
  public record Point(double x, Interval y) {
    /** A point without a whisker. */
    public Point(double x, double y) {
      this(x, Interval.exact(y));
    }
  }

  /** A vertical line with a label. */
  public record Rule(double x, String label) {}
}
