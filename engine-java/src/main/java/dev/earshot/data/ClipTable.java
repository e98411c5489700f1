package dev.earshot.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.Span;
import dev.earshot.base.CsvCells;
import dev.earshot.format.TableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads clips from a CSV file; see {@link Manifest#read}. */
final class ClipTable {
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

  private final Path csv;
  private final Path root;
  private final TableColumns columns;

  /** The recording that the table is about, if it is the label file of one. */
  private final Optional<Manifest.Clip> whole;

  private final Map<Place, Listed> listed = new HashMap<>();
  private final Map<String, Integer> unlabelled = new TreeMap<>();
  private final Listing listing = new Listing(List.of(), 0);
  private int repeated;
  private int ofOthers;

  /** A stretch of a file, or a whole one. */
  private record Place(Path path, Optional<Span> span) {}

  /** A row, and what it says about its clip. */
  private record Listed(long row, Manifest.Clip clip) {}

  private ClipTable(Path csv, Path root, TableColumns columns, Optional<Manifest.Clip> whole) {
    this.csv = csv;
    this.root = root;
    this.columns = columns;
    this.whole = whole;
  }

  /** Whether the table has a column of paths. */
  static boolean namesPaths(Path csv) throws IOException {
    var columns = header(csv, TableText.read(csv), true).columns();
    return columns.place(TableColumns.PATH).isPresent();
  }

  /**
   * Reads a table.
   *
   * @param root the folder that its paths are relative to
   * @param whole the recording that the table is about; empty if it names files
   */
  static Listing read(Path csv, Path root, Optional<Manifest.Clip> whole) throws IOException {
    String text = TableText.read(csv);
    Header header = header(csv, text, whole.isPresent());
    var table = new ClipTable(csv, root, header.columns(), whole);
    long last = header.row();
    try (var reader = reader(header.separator()).ofCsvRecord(text)) {
      for (CsvRecord row : reader) {
        last = row.getStartingLineNumber();
        if (last > header.row()) {
          table.add(row);
        }
      }
    } catch (CsvParseException e) {
      throw unreadable(csv, last, e);
    }
    table.noteAll();
    if (table.listing.isEmpty()) {
      whole.ifPresent(clip -> table.listing.add(clip.withoutStretch(csv.toString())));
    }
    return table.listing;
  }

  private static CsvReader.CsvReaderBuilder reader(char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .trimWhitespacesAroundQuotes(true);
  }

  private static DataException unreadable(Path csv, long after, CsvParseException e) {
    String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    return new DataException(
        "%s, after row %s: not a CSV table: %s; a cell that holds a quote needs quotes around it"
            .formatted(csv, after, cause),
        e);
  }

  /**
   * The first row, and the separator by which it names a path and a label.
   *
   * @param row its line number
   */
  private record Header(long row, char separator, TableColumns columns) {}

  /** Comments above the header are skipped, and the line by which Excel names the separator. */
  private static Header header(Path csv, String text, boolean ofOne) throws IOException {
    Optional<CsvRecord> first = Optional.empty();
    for (char separator : SEPARATORS) {
      try (var reader = reader(separator).ofCsvRecord(text)) {
        var row =
            reader.stream()
                .filter(record -> !isBlank(record))
                .filter(record -> !record.getField(0).startsWith("#"))
                .filter(record -> !record.getField(0).matches("(?i)sep=.?"))
                .findFirst();
        if (row.isPresent() && TableColumns.areIn(row.get().getFields(), ofOne)) {
          return header(csv, row.get(), separator, ofOne);
        }
        first = first.or(() -> row);
      } catch (CsvParseException e) {
        throw unreadable(csv, 0, e);
      }
    }
    var wrong =
        first.orElseThrow(
            () -> new DataException(csv + ": no audio clips found: the table is empty"));
    return header(csv, wrong, SEPARATORS.getFirst(), ofOne);
  }

  private static Header header(Path csv, CsvRecord row, char separator, boolean ofOne)
      throws DataException {
    return new Header(
        row.getStartingLineNumber(), separator, TableColumns.of(csv, row.getFields(), ofOne));
  }

  private static boolean isBlank(CsvRecord row) {
    return row.getFields().stream().allMatch(cell -> ClassNames.normal(cell).isEmpty());
  }

  private void add(CsvRecord row) throws DataException {
    if (isBlank(row) || isComment(row)) {
      return;
    }
    requireCells(row);
    String name = field(row, TableColumns.PATH).orElse("");
    if (whole.isPresent() && !isOfWhole(name)) {
      ofOthers++;
      return;
    }
    if (whole.isEmpty() && name.isEmpty()) {
      throw error(row, "the path is blank");
    }
    var span = span(row);
    var origin = span.map(_ -> "%s, row %s".formatted(csv, row.getStartingLineNumber()));
    var label = label(row);
    Found found =
        whole.map(clip -> new Found(clip.path(), clip.id())).orElseGet(() -> find(row, name));
    var clip =
        new Manifest.Clip(found.path(), found.id(), label, part(row), group(row), span, origin);
    if (!isNew(row, clip)) {
      repeated++;
    } else if (!Files.isRegularFile(found.path())) {
      String problem =
          Files.exists(found.path())
              ? ": not a regular file"
              : ": no such file (paths are relative to the CSV file)";
      listing.failure(error(row, name + problem).getMessage());
    } else {
      listing.add(clip);
    }
  }

  /**
   * Whether a row of a label file is about its recording. A table of Raven may be about several
   * files. The ending does not count, because a recording may have been converted.
   */
  private boolean isOfWhole(String name) {
    return name.isEmpty()
        || withoutEnding(lastName(name))
            .equals(withoutEnding(whole.orElseThrow().path().getFileName().toString()));
  }

  private static String lastName(String path) {
    return path.substring(path.replace('\\', '/').lastIndexOf('/') + 1);
  }

  private static String withoutEnding(String name) {
    return ClassNames.normal(name.replaceFirst("\\.[^.]*$", ""));
  }

  /** The stretch that a row names; empty if it names none. */
  private Optional<Span> span(CsvRecord row) throws DataException {
    String start = field(row, TableColumns.START).orElse("");
    String end = field(row, TableColumns.END).orElse("");
    if (start.isEmpty() && end.isEmpty() && whole.isEmpty()) {
      return Optional.empty();
    }
    for (String needed : List.of(TableColumns.START, TableColumns.END)) {
      if (field(row, needed).orElse("").isEmpty()) {
        String other = needed.equals(TableColumns.START) ? TableColumns.END : TableColumns.START;
        throw error(
            row,
            "column '%s' names a part of a recording, and there is no %s with it; give every row both or none"
                .formatted(columns.name(other), needed));
      }
    }
    try {
      var span = CellSeconds.span(start, end);
      String offset = field(row, TableColumns.FILE_OFFSET).orElse("");
      if (offset.isEmpty() || !columns.areRavens()) {
        return Optional.of(span);
      }
      double inFile = CellSeconds.read(TableColumns.FILE_OFFSET, offset);
      return Optional.of(new Span(inFile, inFile + span.seconds()));
    } catch (DataException e) {
      throw error(row, e.getMessage());
    }
  }

  private boolean isComment(CsvRecord row) {
    return row.getField(0).startsWith("#") && row.getFieldCount() != columns.count();
  }

  /** Blank cells after the last column are no harm: spreadsheets write them. */
  private void requireCells(CsvRecord row) throws DataException {
    var extra = row.getFields().stream().skip(columns.count());
    if (row.getFieldCount() < columns.count()
        || extra.anyMatch(cell -> !ClassNames.normal(cell).isEmpty())) {
      throw error(
          row,
          "not a CSV table: this row has %s, expected %s (%s); a cell that holds the separator needs"
                  .formatted(
                      Listing.count(row.getFieldCount(), "cell"), columns.count(), columns.names())
              + " quotes around it");
    }
  }

  private Optional<String> label(CsvRecord row) {
    String label = field(row, TableColumns.LABEL).orElse("");
    if (label.isEmpty()) {
      return Optional.empty();
    }
    if (ClassNames.isUnlabelled(label)) {
      unlabelled.merge(label, 1, Integer::sum);
      return Optional.empty();
    }
    return Optional.of(label);
  }

  private Part part(CsvRecord row) throws DataException {
    String split = field(row, TableColumns.SPLIT).orElse("");
    return Part.parse(split)
        .orElseThrow(
            () -> error(row, "split '%s'; expected train, validation or test".formatted(split)));
  }

  private Optional<String> group(CsvRecord row) throws DataException {
    var group = field(row, TableColumns.GROUP);
    if (group.isPresent() && group.get().isEmpty()) {
      throw error(row, "the group is blank; give every row a group or none");
    }
    return group;
  }

  /** A file, and its path as the table writes it, with {@code /} between names. */
  private record Found(Path path, String id) {}

  /**
   * Finds a file also if the table has Windows' backslashes, or if folder and table store accents
   * in different ways.
   */
  private Found find(CsvRecord row, String name) throws DataException {
    var candidates =
        Stream.concat(
                Stream.of(name, name.replace('\\', '/'), CsvCells.withoutMark(name)),
                // Raven writes where the file was when its sounds were marked.
                columns.areRavens() ? Stream.of(lastName(name)) : Stream.of())
            .flatMap(one ->
                Stream.of(
                    one,
                    Normalizer.normalize(one, Normalizer.Form.NFC),
                    Normalizer.normalize(one, Normalizer.Form.NFD)))
            .distinct()
            .toList();
    try {
      for (String candidate : candidates) {
        if (Files.exists(root.resolve(candidate))) {
          return new Found(root.resolve(candidate).normalize(), candidate);
        }
      }
      return new Found(root.resolve(name).normalize(), name);
    } catch (InvalidPathException e) {
      throw error(row, "'" + name + "' is not a path");
    }
  }

  /**
   * Whether a clip is listed for the first time.
   *
   * @throws DataException if it is listed before with other facts
   */
  private boolean isNew(CsvRecord row, Manifest.Clip clip) throws DataException {
    var before =
        listed.putIfAbsent(
            new Place(clip.path(), clip.span()), new Listed(row.getStartingLineNumber(), clip));
    if (before == null) {
      return true;
    }
    if (before.clip().label().equals(clip.label())
        && before.clip().part() == clip.part()
        && before.clip().group().equals(clip.group())) {
      return false;
    }
    throw error(
        row,
        "%s is listed before, in row %s, with another label, split or group; keep one of the rows"
            .formatted(clip.id(), before.row()));
  }

  private void noteAll() {
    if (whole.isEmpty()) {
      columns.remarks().forEach(listing::note);
    }
    if (ofOthers > 0) {
      listing.note(
          "%s: %s of other files not used; give the table itself as DATA"
              .formatted(csv, ofOthers == 1 ? "1 row is" : ofOthers + " rows are"));
    }
    if (repeated > 0 && !columns.areRavens()) {
      listing.note(
          "%s a clip that is listed before; it counts once"
              .formatted(repeated == 1 ? "1 row repeats" : repeated + " rows repeat"));
    }
    unlabelled.forEach((name, count) -> listing.noteUnlabelled("label", name, count));
  }

  /** The value without spaces at its ends; empty if the table has no such column. */
  private Optional<String> field(CsvRecord row, String column) {
    return columns
        .place(column)
        .map(row::getField)
        .map(value -> column.equals(TableColumns.PATH) ? value.strip() : ClassNames.normal(value));
  }

  private DataException error(CsvRecord row, String problem) {
    return new DataException("%s, row %s: %s".formatted(csv, row.getStartingLineNumber(), problem));
  }
}
