package dev.earshot.collection;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.base.CsvCells;
import dev.earshot.data.ClassNames;
import dev.earshot.file.AtomicFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;

/**
 * The labels of a collection as a CSV table with a row for each, oldest first: {@code
 * path,start,end,label,verdict,verdict_class,source,time}. Column {@code label} has what all labels
 * of the window together say, so every command that takes DATA reads the table as stretches of
 * recordings. The class that a verdict speaks of is in {@code verdict_class}.
 */
public final class LabelCsv {
  private static final String VERDICT = "verdict";
  private static final String FIRST = "path,start,end,label," + VERDICT + ",verdict_class";

  private LabelCsv() {}

  /**
   * A row.
   *
   * @param place the file and line, for messages
   * @param file the recording
   * @param name the recording as the table calls it
   * @param span the window
   * @param verdict what the label says
   * @param className the class that it says it of
   */
  record Row(
      String place,
      Path file,
      String name,
      Span span,
      Verdict verdict,
      Optional<String> className) {}

  /**
   * Writes the labels that hold of a collection, oldest first.
   *
   * @return how many
   */
  public static int write(SoundCollection collection, Path file) throws IOException {
    var windows = new HashMap<Integer, CollectedWindow>();
    var labels =
        collection
            .database()
            .read(connection -> {
              RecordingTable.windows(connection, RecordingTable.recordings(connection))
                  .forEach(window -> windows.put(window.id(), window));
              var holding = LabelTable.holding(connection);
              holding.forEach(label -> Objects.requireNonNull(windows.get(label.window())));
              return holding;
            });
    var states = LabelTable.states(labels);
    AtomicFile.write(
        file,
        out -> {
          var text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          var csv = CsvWriter.builder().build(text);
          csv.writeRecord((FIRST + ",source,time").split(","));
          for (var label : labels) {
            var window = windows.get(label.window());
            csv.writeRecord(
                CsvCells.text(path(window.recording().path(), file)),
                Span.text(window.span().start()),
                Span.text(window.span().end()),
                states.get(label.window()).className().map(CsvCells::text).orElse(""),
                label.verdict().name().toLowerCase(Locale.ROOT),
                label.className().map(CsvCells::text).orElse(""),
                label.source().name().toLowerCase(Locale.ROOT),
                label.when().toString());
          }
          csv.flush();
        });
    return labels.size();
  }

  /** The path of a recording from the folder of the table, with slashes. */
  private static String path(Path recording, Path table) {
    var folder = table.toAbsolutePath().normalize().getParent();
    try {
      return folder
          .relativize(recording)
          .toString()
          .replace(folder.getFileSystem().getSeparator(), "/");
    } catch (IllegalArgumentException e) {
      // On another drive.
      return recording.toString();
    }
  }

  /** Whether a file begins as such a table does. */
  static boolean isOne(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    byte[] first = FIRST.getBytes(StandardCharsets.UTF_8);
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(first, in.readNBytes(first.length));
    }
  }

  /**
   * Reads a table.
   *
   * @throws DataException if a row cannot be read; the message names file and line
   */
  static List<Row> read(Path file) throws IOException {
    var rows = new ArrayList<Row>();
    try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (var record : csv) {
        rows.add(row(file, record));
      }
    } catch (CsvParseException | UncheckedIOException e) {
      throw new DataException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
    return rows;
  }

  private static Row row(Path file, NamedCsvRecord record) {
    var place = file + ", row " + record.getStartingLineNumber();
    try {
      var name = CsvCells.withoutMark(record.getField("path"));
      var verdict = Verdict.valueOf(record.getField(VERDICT).strip().toUpperCase(Locale.ROOT));
      return new Row(
          place,
          file.toAbsolutePath().resolveSibling(name),
          name,
          new Span(
              Double.parseDouble(record.getField("start")),
              Double.parseDouble(record.getField("end"))),
          verdict,
          verdict.namesClass() ? Optional.of(className(record)) : Optional.empty());
    } catch (NoSuchElementException | IllegalArgumentException | DataException e) {
      throw new DataException(
          "%s: %s; expected path, start and end in seconds, and yes, no, something_else or skipped"
              .formatted(place, e.getMessage()),
          e);
    }
  }

  private static String className(NamedCsvRecord record) {
    var name = CsvCells.withoutMark(record.getField("verdict_class"));
    if (ClassNames.isUnlabelled(name)) {
      throw new IllegalArgumentException(
          "'%s' in verdict_class is no name of a class".formatted(name));
    }
    return name;
  }
}
