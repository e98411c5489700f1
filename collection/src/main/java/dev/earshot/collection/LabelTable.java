package dev.earshot.collection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The labels in the database. A label that is withdrawn stays there, with the time. */
final class LabelTable {
  private static final String COLUMNS =
      "SELECT l.id, l.window, l.verdict, l.class, l.source, l.time FROM label l";
  private static final String OF_THE_COLLECTION =
      " JOIN window w ON w.id = l.window JOIN recording r ON r.id = w.recording WHERE l.withdrawn"
          + " IS NULL AND r.state <> 'REPLACED'";

  private LabelTable() {}

  private static Label label(ResultSet row) throws SQLException {
    return new Label(
        row.getLong(1),
        Rows.whole(row, 2),
        Verdict.valueOf(row.getString(3)),
        Optional.ofNullable(row.getString(4)),
        LabelSource.valueOf(row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)));
  }

  /** The labels that hold, oldest first. */
  static List<Label> holding(Connection connection) throws SQLException {
    return Rows.list(connection, COLUMNS + OF_THE_COLLECTION + " ORDER BY l.id", LabelTable::label);
  }

  /** The labels of a window that hold, oldest first. */
  static List<Label> holding(Connection connection, int window) throws SQLException {
    return Rows.list(
        connection,
        COLUMNS + " WHERE l.withdrawn IS NULL AND l.window = ? ORDER BY l.id",
        LabelTable::label,
        window);
  }

  /** What labels say of each window that has some, by window. */
  static Map<Integer, WindowState> states(List<Label> labels) {
    var states = new TreeMap<Integer, WindowState>();
    for (var label : labels) {
      states.merge(label.window(), WindowState.NONE.with(label), (old, _) -> old.with(label));
    }
    return states;
  }

  /** The names of classes, sorted. */
  static List<String> classes(List<Label> labels) {
    var names = new TreeSet<String>();
    labels.forEach(label -> label.className().ifPresent(names::add));
    return List.copyOf(names);
  }

  /** Adds labels. */
  static List<Label> add(Connection connection, List<NewLabel> labels, Instant now)
      throws SQLException {
    var added = new ArrayList<Label>();
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO label(window, verdict, class, source, time) VALUES (?, ?, ?, ?, ?)",
            Statement.RETURN_GENERATED_KEYS)) {
      for (var each : labels) {
        Rows.bind(
            insert,
            each.window(),
            each.verdict().name(),
            each.className(),
            each.source().name(),
            now.toEpochMilli());
        insert.executeUpdate();
        try (var key = insert.getGeneratedKeys()) {
          key.next();
          added.add(
              new Label(
                  key.getLong(1),
                  each.window(),
                  each.verdict(),
                  each.className(),
                  each.source(),
                  now));
        }
      }
    }
    return added;
  }

  /** Withdraws a person's latest label. */
  static Optional<Label> undo(Connection connection, Instant now) throws SQLException {
    Optional<Label> last =
        Rows.first(
            connection,
            COLUMNS + OF_THE_COLLECTION + " AND l.source = ? ORDER BY l.id DESC LIMIT 1",
            LabelTable::label,
            LabelSource.PERSON.name());
    if (last.isPresent()) {
      withdraw(connection, last.get(), now);
    }
    return last;
  }

  /** Withdraws a label. */
  static void withdraw(Connection connection, Label label, Instant now) throws SQLException {
    Rows.update(
        connection, "UPDATE label SET withdrawn = ? WHERE id = ?", now.toEpochMilli(), label.id());
  }
}
