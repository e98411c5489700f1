package dev.earshot.cli.report;

import java.util.List;

/**
 * A table of numbers as colours.
 *
 * @param rowName what the rows are
 * @param columnName what the columns are
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
      throw new IllegalArgumentException("expected %d x %d cells".formatted(rows.size(), width));
    }
  }

  /**
   * A cell.
   *
   * @param depth of its colour, in [0, 1]
   * @param text written in it, if there is room; may be empty
   * @param detail shown when it is pointed at
   */
  public record Cell(double depth, String text, String detail) {}
}
