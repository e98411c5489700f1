package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.Span;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The recordings and windows in the database. */
final class RecordingTable {
  private RecordingTable() {}

  private record Row(
      int id,
      String name,
      Path path,
      double seconds,
      boolean missing,
      Part part,
      Optional<String> stated) {}

  /** The recordings, in the order in which they came. */
  static List<Recording> recordings(Connection connection) throws SQLException {
    var rows =
        Rows.list(
            connection,
            "SELECT id, name, path, seconds, state, part, stated_group FROM recording WHERE state"
                + " <> 'REPLACED' ORDER BY id",
            row ->
                new Row(
                    Rows.whole(row, 1),
                    row.getString(2),
                    Path.of(row.getString(3)),
                    row.getDouble(4),
                    isMissing(row.getString(5)),
                    Part.valueOf(row.getString(6)),
                    Optional.ofNullable(row.getString(7))));
    var groups = new GroupUnion();
    for (var row : rows) {
      groups.add(row.id(), row.stated().orElse(row.name()), row.stated().isPresent());
    }
    CopyTable.copies(connection).forEach(copy -> groups.join(copy.recording(), copy.original()));
    return rows.stream()
        .map(row ->
            new Recording(
                row.id(),
                row.name(),
                row.path(),
                row.seconds(),
                row.missing(),
                row.part(),
                groups.name(row.id())))
        .toList();
  }

  private static boolean isMissing(String state) {
    if (!List.of(Schema.PRESENT, Schema.MISSING).contains(state)) {
      throw new IllegalArgumentException("a recording that is " + state);
    }
    return state.equals(Schema.MISSING);
  }

  /**
   * A checksum of the vectors of each recording, by its number.
   *
   * @param recordings those that are read in the same transaction; each must have one
   */
  static Map<Integer, Long> checksums(Connection connection, List<Recording> recordings)
      throws SQLException {
    var checksums =
        Rows.map(
            connection,
            "SELECT id, checksum FROM recording WHERE state <> 'REPLACED'",
            row -> Map.entry(Rows.whole(row, 1), row.getLong(2)));
    // In a damaged database an index may tell of other rows than the table.
    recordings.forEach(each -> Objects.requireNonNull(checksums.get(each.id())));
    return checksums;
  }

  /**
   * The windows of recordings, in the order of their numbers, which are all below {@link #rows}.
   */
  static List<CollectedWindow> windows(Connection connection, List<Recording> recordings)
      throws SQLException {
    Map<Integer, Recording> byId = new HashMap<>();
    recordings.forEach(each -> byId.put(each.id(), each));
    var windows = new ArrayList<CollectedWindow>();
    Rows.list(
        connection,
        "SELECT id, recording, start, finish, silent FROM window ORDER BY id",
        row -> {
          var recording = byId.get(Rows.whole(row, 2));
          return recording == null
              || windows.add(
                  new CollectedWindow(
                      Rows.whole(row, 1),
                      recording,
                      span(recording, row.getDouble(3), row.getDouble(4)),
                      row.getInt(5) != 0));
        });
    requireAscending(windows, rows(connection));
    return windows;
  }

  /** In a damaged database the order and the largest number may be others than the index says. */
  private static void requireAscending(List<CollectedWindow> windows, int rows) {
    int last = -1;
    for (var window : windows) {
      if (window.id() <= last || window.id() >= rows) {
        throw new IllegalArgumentException(
            "window %s behind window %s of %s".formatted(window.id(), last, rows));
      }
      last = window.id();
    }
  }

  /** Times are rounded, so a window may end a little after its recording. */
  private static Span span(Recording recording, double start, double end) {
    if (!(end <= recording.seconds() + 1)) {
      throw new IllegalArgumentException(
          "a window to %s s of a recording of %s s".formatted(end, recording.seconds()));
    }
    try {
      return new Span(start, end);
    } catch (DataException e) {
      throw new IllegalArgumentException("a window: " + e.getMessage(), e);
    }
  }

  /** How many rows of the file of vectors are in use or were. */
  static int rows(Connection connection) throws SQLException {
    return Rows.first(
            connection, "SELECT coalesce(max(id), -1) FROM window", row -> Rows.whole(row, 1))
        .map(last -> Math.addExact(last, 1))
        .orElseThrow();
  }

  /**
   * Adds a recording and its windows.
   *
   * @param first the number of its first window
   */
  static void add(Connection connection, NewRecording recording, int first) throws SQLException {
    Rows.update(
        connection,
        "INSERT INTO recording(name, path, seconds, state, part, stated_group, size, modified,"
            + " content, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        recording.name(),
        recording.path().toAbsolutePath().normalize().toString(),
        recording.seconds(),
        Schema.PRESENT,
        recording.part().name(),
        recording.group(),
        recording.content().file().size(),
        recording.content().file().modified(),
        recording.content().file().content(),
        VectorFile.checksum(vectors(recording)));
    int id =
        Rows.first(connection, "SELECT last_insert_rowid()", row -> row.getInt(1)).orElseThrow();
    if (recording.content().print().isPresent()) {
      CopyTable.add(connection, id, recording.content().print().get());
    }
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO window(id, recording, start, finish, silent) VALUES (?, ?, ?, ?, ?)")) {
      for (int i = 0; i < recording.windows().size(); i++) {
        var window = recording.windows().get(i);
        Rows.bind(
            insert,
            first + i,
            id,
            window.span().start(),
            window.span().end(),
            window.silent() ? 1 : 0);
        insert.executeUpdate();
      }
    }
  }

  /**
   * Marks recordings that do not count any more.
   *
   * @return how many labels by people their windows have
   */
  static int replace(Connection connection, List<Integer> recordings) throws SQLException {
    int labels = 0;
    for (int id : recordings) {
      labels +=
          Rows.first(
                  connection,
                  "SELECT count(*) FROM label l JOIN window w ON w.id = l.window WHERE w.recording"
                      + " = ? AND l.source = 'PERSON' AND l.withdrawn IS NULL",
                  row -> row.getInt(1),
                  id)
              .orElseThrow();
      Rows.update(connection, "UPDATE recording SET state = 'REPLACED' WHERE id = ?", id);
      Rows.update(connection, "DELETE FROM copy WHERE recording = ? OR original = ?", id, id);
    }
    return labels;
  }

  /** The vectors of a new recording. */
  static List<float[]> vectors(NewRecording recording) {
    return recording.windows().stream().map(NewRecording.NewWindow::vector).toList();
  }
}
