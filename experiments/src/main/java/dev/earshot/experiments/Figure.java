package dev.earshot.experiments;

import dev.earshot.metrics.MeanStd;
import java.util.List;

/** A figure as plain data; whoever shows it decides how it is drawn. */
public sealed interface Figure {
  /** What it shows, in a few words. */
  String title();

  /** How to read it; may be empty. */
  String note();

  /** A numeric axis. */
  record Axis(String name, Scale scale) {
    /** The range of an axis and how its numbers are written. */
    public enum Scale {
      /** The range of the data. */
      LINEAR,
      /** Fractions written as percentages, over the range of the data. */
      PERCENT,
      /** Fractions written as percentages, always from 0 to 100 %. */
      FULL_PERCENT
    }

    /** An axis over the range of the data. */
    public static Axis linear(String name) {
      return new Axis(name, Scale.LINEAR);
    }

    /** Fractions as percentages, over the range of the data. */
    public static Axis percent(String name) {
      return new Axis(name, Scale.PERCENT);
    }

    /** Fractions as percentages, from 0 to 100 %. */
    public static Axis fullPercent(String name) {
      return new Axis(name, Scale.FULL_PERCENT);
    }
  }

  /**
   * Bars from 0, one of each series for every category.
   *
   * @param axis the axis of the values
   * @param categories from top to bottom
   */
  record Bars(String title, String note, Axis axis, List<Category> categories, List<Series> series)
      implements Figure {
    /**
     * @throws IllegalArgumentException unless every series has a value for each category
     */
    public Bars {
      categories = List.copyOf(categories);
      series = List.copyOf(series);
      for (Series each : series) {
        if (each.values().size() != categories.size()) {
          throw new IllegalArgumentException(
              "%s has %s values for %s categories"
                  .formatted(each.name(), each.values().size(), categories.size()));
        }
      }
    }

    /**
     * A category.
     *
     * @param detail shown beside the name, for example a count; may be empty
     */
    public record Category(String name, String detail) {}

    /** A value for each category. */
    public record Series(String name, List<MeanStd> values) {
      public Series {
        values = List.copyOf(values);
      }
    }
  }

  /** Lines through points, with the standard deviation of each point. */
  record Lines(String title, String note, Axis x, Axis y, List<Line> lines) implements Figure {
    public Lines {
      lines = List.copyOf(lines);
    }

    /** A line, its points from left to right. */
    public record Line(String name, List<Point> points) {
      public Line {
        points = List.copyOf(points);
      }
    }

    /** A point of a line. */
    public record Point(double x, MeanStd y) {}
  }

  /** A map: the distances between points matter, not their coordinates. */
  record Scatter(String title, String note, List<Group> groups) implements Figure {
    public Scatter {
      groups = List.copyOf(groups);
    }

    /** The points of one class. */
    public record Group(String name, List<Dot> dots) {
      public Group {
        dots = List.copyOf(dots);
      }
    }

    /** A point with the name of what it stands for. */
    public record Dot(double x, double y, String label) {}
  }
}
