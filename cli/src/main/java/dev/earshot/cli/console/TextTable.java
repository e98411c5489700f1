package dev.earshot.cli.console;

import dev.earshot.base.SafeText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables of text, each column as wide as its widest cell. */
public final class TextTable {
  private static final String GAP = "  ";

  /** A longer name would push all that is beside it out of sight. */
  private static final int MOST = 100;

  private TextTable() {}

  /** Lays out rows of equal length, all columns left-aligned; no line break at the end. */
  public static String of(List<List<String>> rows) {
    return of(rows, Integer.MAX_VALUE);
  }

  /** The same with all columns after the first {@code texts} right-aligned, for numbers. */
  public static String of(List<List<String>> rows, int texts) {
    return ofSafe(
        rows.stream()
            .map(row -> row.stream().map(SafeText::line).toList())
            .map(TextTable::shortened)
            .toList(),
        texts);
  }

  private static String ofSafe(List<List<String>> rows, int texts) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
    var widths =
        IntStream.range(0, columns)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(row ->
            IntStream.range(0, columns)
                .mapToObj(column -> padded(row.get(column), widths[column], column < texts))
                .collect(Collectors.joining(GAP))
                .stripTrailing())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Cuts long cells; nothing is beside the last one. */
  private static List<String> shortened(List<String> row) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> column == row.size() - 1 ? row.get(column) : shortened(row.get(column)))
        .toList();
  }

  private static String shortened(String cell) {
    return cell.codePointCount(0, cell.length()) <= MOST
        ? cell
        : cell.substring(0, cell.offsetByCodePoints(0, MOST - 1)) + "\u2026";
  }

  private static String padded(String cell, int width, boolean left) {
    var padding = " ".repeat(width - cell.length());
    return left ? cell + padding : padding + cell;
  }
}
