package dev.earshot.experiments;

import com.google.gson.annotations.SerializedName;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.base.CsvCells;
import dev.earshot.file.AtomicFile;
import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table of scores.
 *
 * @param name name of its file, without {@code .csv}
 * @param title what it shows
 * @param keys names of the first columns, which identify a row
 * @param columns the columns of scores
 * @param rows one for each method and setting
 * @param notes what a reader must know, above all which numbers can be compared
 */
public record Sheet(
    String name,
    String title,
    List<String> keys,
    List<Column> columns,
    List<Row> rows,
    List<String> notes) {
  /** Name of the last column: what the paper printed for the row. */
  private static final String PRINTED = "the paper";

  public Sheet {
    keys = List.copyOf(keys);
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /** How a score is printed. */
  public enum Unit {
    /** A fraction, as a percentage with one decimal. */
    PERCENT(100, 1),
    /** A fraction, with three decimals. */
    @SerializedName("SHARE")
    FRACTION(1, 3),
    /** A difference of fractions, in percentage points with one decimal. */
    POINTS(100, 1),
    /** A number with one decimal. */
    NUMBER(1, 1),
    /** A count. */
    COUNT(1, 0);

    private final int factor;
    private final int decimals;

    Unit(int factor, int decimals) {
      this.factor = factor;
      this.decimals = decimals;
    }

    /** The score as text. */
    public String text(double value) {
      return String.format(Locale.ROOT, "%." + decimals + "f", factor * value);
    }
  }

  /** A column of scores. */
  public record Column(String name, Unit unit) {}

  /**
   * A row.
   *
   * @param keys a text for each key column
   * @param scores scores by name of the column; without those not measured
   * @param printed what the paper printed; empty if nothing
   */
  public record Row(List<String> keys, Map<String, MeanStd> scores, String printed) {
    public Row {
      keys = List.copyOf(keys);
      scores = Map.copyOf(scores);
    }
  }

  private boolean isPrinted() {
    return rows.stream().anyMatch(row -> !row.printed().isEmpty());
  }

  /** The table as texts for people, header first. */
  public List<List<String>> texts() {
    List<List<String>> texts = new ArrayList<>();
    List<String> header = new ArrayList<>(keys);
    columns.forEach(column -> header.add(column.name()));
    if (isPrinted()) {
      header.add(PRINTED);
    }
    texts.add(header);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(row.keys().stream().map(CsvCells::text).toList());
      columns.forEach(column -> cells.add(text(column, row)));
      if (isPrinted()) {
        cells.add(row.printed());
      }
      texts.add(cells);
    }
    return texts;
  }

  private static String text(Column column, Row row) {
    MeanStd score = row.scores().get(column.name());
    if (score == null) {
      return "";
    }
    String mean = column.unit().text(score.mean());
    return score.count() == 1 || column.unit() == Unit.COUNT
        ? mean
        : mean + " ± " + column.unit().text(score.std());
  }

  /** Writes the table for other programs as {@code name.csv} into the folder. */
  public void writeCsv(Path folder) throws IOException {
    AtomicFile.write(
        folder.resolve(name + ".csv"),
        out -> {
          // The stream is the caller's to close.
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          var csv = CsvWriter.builder().build(writer);
          numbers().forEach(csv::writeRecord);
          csv.flush();
        });
  }

  /**
   * The table for other programs, header first: means, deviations and numbers of runs, unrounded.
   */
  List<List<String>> numbers() {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(keys);
    for (Column column : columns) {
      header.addAll(List.of(column.name(), column.name() + " deviation", column.name() + " runs"));
    }
    header.add(PRINTED);
    lines.add(header);
    for (Row row : rows) {
      List<String> line = new ArrayList<>(row.keys());
      for (Column column : columns) {
        MeanStd score = row.scores().get(column.name());
        line.addAll(
            score == null
                ? List.of("", "", "")
                : List.of(
                    Double.toString(score.mean()),
                    Double.toString(score.std()),
                    Integer.toString(score.count())));
      }
      line.add(row.printed());
      lines.add(line);
    }
    return lines;
  }
}
