package dev.earshot.cli.report;

import dev.earshot.metrics.Interval;
import java.util.List;

/**
 * Horizontal bars from 0, a group of bars for each category. A value that is an interval has
 * whiskers.
 *
 * @param categories from top to bottom
 * @param bars the series; each has one bar in every group
 */
public record BarChart(
    String title, String note, Axis x, List<Category> categories, List<Bars> bars)
    implements Chart {
  /**
   * @throws IllegalArgumentException unless every series has a value for each category
   */
  public BarChart {
    categories = List.copyOf(categories);
    bars = List.copyOf(bars);
    for (var entry : bars) {
      if (entry.values().size() != categories.size()) {
        throw new IllegalArgumentException(
            "%s has %s values for %s categories"
                .formatted(entry.name(), entry.values().size(), categories.size()));
      }
    }
  }

  /**
   * The name of a group of bars.
   *
   * @param detail shown beside the name in grey, for example a count; may be empty
   */
  public record Category(String name, String detail) {}

  /** A series: a value for each category. */
  public record Bars(String name, List<Interval> values) {
    public Bars {
      values = List.copyOf(values);
    }
  }
}
