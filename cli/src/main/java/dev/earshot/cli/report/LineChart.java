package dev.earshot.cli.report;

import dev.earshot.metrics.Interval;
import java.util.List;

/**
 * Numbers over numbers.
 *
 * @param lines drawn in order
 * @param rules vertical lines at places worth a name
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

  /** How much a line stands out. */
  public enum Weight {
    /** In a colour of its own. */
    MAIN,
    /** Thin and pale, in the colour of the line of the same name before it. */
    FAINT,
    /** Grey and dashed: what to compare with. */
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

    /** A line that stands out. */
    public Line(String name, List<Point> points) {
      this(name, Weight.MAIN, points);
    }
  }

  /**
   * A point of a line.
   *
   * @param y with a whisker where it has a width
   */
  public record Point(double x, Interval y) {
    /** A point without a whisker. */
    public Point(double x, double y) {
      this(x, Interval.exact(y));
    }
  }

  /** A vertical line. */
  public record Rule(double x, String label) {}
}
