package dev.earshot.cli.report;

import dev.earshot.metrics.Interval;
import java.util.List;

/**
 * Horizontal bars from 0, a group for each category, with whiskers where the numbers have a width.
 *
 * @param categories from top to bottom
 * @param bars one entry for each bar of a group
 */
public record BarChart(
    String title, String note, Axis x, List<Category> categories, List<Bars> bars)
    implements Chart {
  /**
   * @throws IllegalArgumentException unless every entry has a number for each category
   */
  public BarChart {
    categories = List.copyOf(categories);
    bars = List.copyOf(bars);
    for (var entry : bars) {
      if (entry.values().size() != categories.size()) {
        throw new IllegalArgumentException(
            "%s has %d values for %d categories"
                .formatted(entry.name(), entry.values().size(), categories.size()));
      }
    }
  }

  /**
   * What a group of bars is of.
   *
   * @param detail written beside the name in grey, such as a count; may be empty
   */
  public record Category(String name, String detail) {}

  /** The bars of one kind, a number for each category. */
  public record Bars(String name, List<Interval> values) {
    public Bars {
      values = List.copyOf(values);
    }
  }
}
