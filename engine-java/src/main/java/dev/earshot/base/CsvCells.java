package dev.earshot.base;

/**
 * Cells of CSV files that spreadsheets open. A spreadsheet takes text that begins with {@code =},
 * {@code +}, {@code -}, {@code @}, a tab or a line break for a formula, and runs it. An apostrophe
 * in front marks such a cell as text.
 */
public final class CsvCells {
  private static final String MARK = "'";
  private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private CsvCells() {}

  /** Text for a cell: with an apostrophe in front if a spreadsheet would take it for a formula. */
  public static String text(String value) {
    return isFormula(value) ? MARK + value : value;
  }

  /** The value that {@link #text} was given; any other text is returned unchanged. */
  public static String withoutMark(String cell) {
    return cell.startsWith(MARK) && isFormula(cell.substring(1)) ? cell.substring(1) : cell;
  }

  private static boolean isFormula(String value) {
    return !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0;
  }
}
