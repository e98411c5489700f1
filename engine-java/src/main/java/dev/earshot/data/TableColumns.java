package dev.earshot.data;

import dev.earshot.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The header of a table: which column is the path, the label, the split and the group. */
final class TableColumns {
  static final String PATH = "path";
  static final String LABEL = "label";
  static final String SPLIT = "split";
  static final String GROUP = "group";

  /** Where a clip begins in its recording, in seconds. */
  static final String START = "start";

  /** Where it ends. */
  static final String END = "end";

  /** In Raven's tables over several files: where a selection begins in its own file. */
  static final String FILE_OFFSET = "file offset (s)";

  private static final String RAVEN_START = "begin time (s)";

  /** For each column the names that it may have, best first. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          PATH,
          List.of(
              PATH,
              "filepath",
              "file_path",
              "filename",
              "file_name",
              "file",
              "audio",
              "wav",
              "clip",
              "begin path",
              "begin file"),
          LABEL,
          List.of(
              LABEL,
              "class",
              "category",
              "class_name",
              "annotation",
              "species",
              "common name",
              "scientific name",
              "species code",
              "call type",
              "tag"),
          SPLIT,
          List.of(SPLIT),
          GROUP,
          List.of(GROUP),
          START,
          List.of(
              START,
              "begin",
              "onset",
              "start_time",
              "start time",
              RAVEN_START,
              "start (s)",
              "start_s",
              "start_seconds",
              "t_start",
              "tmin"),
          END,
          List.of(
              END,
              "stop",
              "offset",
              "end_time",
              "end time",
              "end time (s)",
              "end (s)",
              "end_s",
              "end_seconds",
              "t_end",
              "tmax"),
          FILE_OFFSET,
          List.of(FILE_OFFSET));

  private static final Set<String> LIKE_GROUPS =
      Set.of(
          "speaker",
          "speaker_id",
          "subject",
          "session",
          "recording",
          "recording_id",
          "source",
          "src_file",
          "site",
          "device",
          "fold");

  private static final Set<String> LIKE_SPLITS = Set.of("set", "subset", "partition", "part");

  private final Map<String, Integer> places = new HashMap<>();
  private final Map<String, String> named = new HashMap<>();
  private final List<String> header;

  private TableColumns(List<String> header) {
    this.header = header.stream().map(TableColumns::plain).toList();
    NAMES.forEach((column, names) ->
        names.stream()
            .filter(this.header::contains)
            .findFirst()
            .ifPresent(name -> {
              places.put(column, this.header.indexOf(name));
              named.put(column, name);
            }));
  }

  private static String plain(String name) {
    return ClassNames.normal(name).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a row can be the header: it names a path and a label, or, in a table about one known
   * recording, start, end and a label.
   */
  static boolean areIn(List<String> row, boolean ofOneRecording) {
    var needed = ofOneRecording ? Set.of(START, END, LABEL) : Set.of(PATH, LABEL);
    return new TableColumns(row).places.keySet().containsAll(needed);
  }

  /**
   * The columns that a header names.
   *
   * @throws DataException if path or label is missing or a column is there twice
   */
  static TableColumns of(Path csv, List<String> row, boolean ofOneRecording) throws DataException {
    if (!areIn(row, ofOneRecording)) {
      if (ofOneRecording) {
        throw new DataException(
            "%s: the first row must name the columns start, end and label (in Raven: Begin Time (s), End Time (s), and Annotation or Species), separated by tabs; found '%s'"
                .formatted(csv, String.join(",", row)));
      }
      boolean data = row.stream().anyMatch(cell -> AudioNames.isAudio(Path.of("x", last(cell))));
      throw new DataException(
          "%s: the first row must name the columns path and label (and perhaps split, group),"
                  .formatted(csv)
              + " separated by commas, semicolons or tabs; found '%s'%s"
                  .formatted(
                      String.join(",", row),
                      data ? ", which looks like a clip: add the row path,label above it" : ""));
    }
    var columns = new TableColumns(row);
    for (String name : columns.named.values()) {
      if (columns.header.stream().filter(name::equals).count() > 1) {
        throw new DataException("%s: two columns are named %s".formatted(csv, name));
      }
    }
    return columns;
  }

  /** The end of a cell, which is a name whatever characters are in it. */
  private static String last(String cell) {
    return cell.replaceAll("[^\\p{Alnum}.]", "_");
  }

  int count() {
    return header.size();
  }

  /** The names of all columns. */
  String names() {
    return String.join(", ", header);
  }

  /** The place of a column; empty if the table has no such column. */
  Optional<Integer> place(String column) {
    return Optional.ofNullable(places.get(column));
  }

  /** Whether it is a selection table of Raven, which has many columns that are of no use here. */
  boolean areRavens() {
    return header.contains(RAVEN_START);
  }

  /** The name that a column has in this table. */
  String name(String column) {
    return named.get(column);
  }

  /** What to tell about columns of other names, one line each. */
  List<String> remarks() {
    var remarks = new ArrayList<String>();
    for (String column : List.of(PATH, LABEL)) {
      if (!named.getOrDefault(column, column).equals(column)) {
        remarks.add("column '%s' is read as %s".formatted(named.get(column), column));
      }
    }
    var unused = areRavens() ? new TreeSet<String>() : new TreeSet<>(header);
    unused.removeAll(named.values());
    unused.remove("");
    if (!unused.isEmpty()) {
      remarks.add(
          "%s not used: %s%s%s"
              .formatted(
                  unused.size() == 1 ? "1 column is" : unused.size() + " columns are",
                  String.join(", ", unused),
                  hint(unused, LIKE_SPLITS, SPLIT, "states train, validation or test"),
                  hint(
                      unused, LIKE_GROUPS, GROUP, "states what must stay on one side of a split")));
    }
    return remarks;
  }

  private String hint(Set<String> unused, Set<String> like, String column, String meaning) {
    return places.containsKey(column)
        ? ""
        : unused.stream()
            .filter(like::contains)
            .findFirst()
            .map(name -> "; if '%s' %s, call it %s".formatted(name, meaning, column))
            .orElse("");
  }
}
