package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Span;
import java.util.regex.Pattern;

/** Times in cells of tables: seconds from the start of a recording. */
final class CellSeconds {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,15}([.,]\\d*)?|[.,]\\d+)([eE][+-]?\\d{1,2})?");

  private CellSeconds() {}

  /** Whether a cell is a number of seconds. */
  static boolean isOne(String cell) {
    return NUMBER.matcher(cell.strip()).matches();
  }

  /**
   * Reads a cell. Some programs write a comma before the decimals.
   *
   * @param name what the cell is, for the message
   * @throws DataException if it is not a number; the message does not name file and row
   */
  static double read(String name, String cell) {
    if (!isOne(cell)) {
      throw new DataException(
          "%s '%s' is not a number: expected seconds such as 12.5".formatted(name, cell.strip()));
    }
    return Double.parseDouble(cell.strip().replace(',', '.'));
  }

  /** Reads the stretch between two cells. */
  static Span span(String start, String end) {
    return new Span(read("start", start), read("end", end));
  }
}
