package dev.earshot.cli.report;

import java.util.List;

/**
 * A map: the distances between points matter, not their coordinates.
 *
 * @param groups each has its own colour and marker, and its name on the map
 */
public record ScatterChart(String title, String note, List<Group> groups) implements Chart {
  public ScatterChart {
    groups = List.copyOf(groups);
  }

  /** Points that belong together. */
  public record Group(String name, List<Dot> dots) {
    public Group {
      dots = List.copyOf(dots);
    }
  }

  /**
   * A point.
   *
   * @param label shown when the pointer is on it
   * @param detail shown below the label; may be empty
   * @param strong whether it is drawn in full colour
   */
  public record Dot(double x, double y, String label, String detail, boolean strong) {}
}
