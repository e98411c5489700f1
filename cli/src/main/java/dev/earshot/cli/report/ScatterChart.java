package dev.earshot.cli.report;

import java.util.List;

/**
 * A map: points whose distances count, not their coordinates.
 *
 * @param groups each with a colour and mark of its own, and its name on the map
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
   * @param label shown when it is pointed at
   * @param detail shown below the label; may be empty
   * @param strong whether it is drawn in full colour
   */
  public record Dot(double x, double y, String label, String detail, boolean strong) {}
}
