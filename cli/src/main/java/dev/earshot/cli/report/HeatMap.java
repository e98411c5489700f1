package dev.earshot.cli.report;

import java.util.List;

/**
 * A table whose cells are coloured by a number.
 *
 * @param rowName name of the vertical axis
 * @param columnName name of the horizontal axis
 * @param rows names from top to bottom
 * @param columns names from left to right
 * @param cells rows x columns
 */
public record HeatMap(
    String title,
    String note,
    String rowName,
    String columnName,
    List<String> rows,
    List<String> columns,
    List<List<Cell>> cells)
    implements Chart {
  /**
   * @throws IllegalArgumentException unless there is a cell for every row and column
   */
  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    cells = cells.stream().map(List::copyOf).toList();
    int width = columns.size();
    if (cells.size() != rows.size() || cells.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("expected %s x %s cells".formatted(rows.size(), width));
    }
  }

  /**
   * A cell.
   *
   * @param depth strength of its colour, in [0, 1]
   * @param text written in it, if there is room; may be empty
   * @param detail shown when the pointer is on it
   */
  public record Cell(double depth, String text, String detail) {}
}
