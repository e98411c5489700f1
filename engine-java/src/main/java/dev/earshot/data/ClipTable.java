package dev.earshot.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads clips from a CSV file; see {@link Manifest#read}. */
final class ClipTable {
  private static final List<String> KNOWN = List.of("path", "label", "split", "group");

  private final Path csv;
  private final Path root;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<Path, Long> firstRows = new HashMap<>();

  private ClipTable(Path csv, Path root) {
    this.csv = csv;
    this.root = root;
  }

  static List<Manifest.Clip> read(Path csv, Path root) throws IOException {
    String text;
    try {
      text = Files.readString(csv);
    } catch (CharacterCodingException e) {
      throw new DataException(csv + ": not UTF-8 text; save the table as UTF-8", e);
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    var table = new ClipTable(csv, root);
    var clips = new ArrayList<Manifest.Clip>();
    try (var reader = CsvReader.builder().ofCsvRecord(text)) {
      for (CsvRecord row : reader) {
        if (table.columns.isEmpty()) {
          table.readHeader(row);
        } else {
          clips.add(table.clip(row));
        }
      }
    } catch (CsvParseException e) {
      String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new DataException("%s: not a CSV table: %s".formatted(csv, cause), e);
    }
    return clips;
  }

  private void readHeader(CsvRecord row) throws DataException {
    for (int i = 0; i < row.getFieldCount(); i++) {
      String name = row.getField(i).strip().toLowerCase(Locale.ROOT);
      if (columns.put(name, i) != null && KNOWN.contains(name)) {
        throw new DataException("%s: two columns are named %s".formatted(csv, name));
      }
    }
    if (!columns.containsKey("path") || !columns.containsKey("label")) {
      throw new DataException(
          "%s: the first row must name the columns path and label (and perhaps split, group); found %s"
              .formatted(csv, row.getFields()));
    }
  }

  private Manifest.Clip clip(CsvRecord row) throws DataException {
    String name = field(row, "path").orElse("");
    if (name.isEmpty()) {
      throw error(row, "the path is blank");
    }
    Path path;
    try {
      path = root.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw error(row, "'" + name + "' is not a path");
    }
    if (!Files.isRegularFile(path)) {
      throw error(row, name + ": no such file (paths are relative to the CSV file)");
    }
    Long before = firstRows.putIfAbsent(path, row.getStartingLineNumber());
    if (before != null) {
      throw error(row, name + " is listed before, in row " + before);
    }
    String split = field(row, "split").orElse("");
    var part =
        Part.parse(split)
            .orElseThrow(() ->
                error(row, "split '%s'; expected train, validation or test".formatted(split)));
    var group = field(row, "group");
    if (group.isPresent() && group.get().isEmpty()) {
      throw error(row, "the group is blank; give every row a group or none");
    }
    var label = field(row, "label").filter(value -> !value.isEmpty());
    return new Manifest.Clip(path, name, label, part, group);
  }

  /** The value without spaces at its ends; empty if the table has no such column. */
  private Optional<String> field(CsvRecord row, String column) {
    return Optional.ofNullable(columns.get(column)).map(i -> row.getField(i).strip());
  }

  private DataException error(CsvRecord row, String problem) {
    return new DataException("%s, row %d: %s".formatted(csv, row.getStartingLineNumber(), problem));
  }
}
