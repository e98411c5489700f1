package dev.earshot.collection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The fingerprints and copies in the database. */
final class CopyTable {
  private CopyTable() {}

  /** Keeps the fingerprint of a recording, to be compared with others. */
  static void add(Connection connection, int recording, Fingerprint print) throws SQLException {
    Rows.update(
        connection,
        "INSERT INTO fingerprint(recording, sound, rate, frames, compared) VALUES (?, ?, ?, ?, 0)",
        recording,
        print.sound(),
        print.rate(),
        print.bytes());
  }

  /** The sample rates of recordings in Hz, by their numbers. */
  static Map<Integer, Integer> sampleRates(Connection connection) throws SQLException {
    return Rows.map(
        connection,
        "SELECT recording, rate FROM fingerprint",
        row -> Map.entry(row.getInt(1), row.getInt(2)));
  }

  /** Whether there are recordings that were not compared with others. */
  static boolean isPending(Connection connection) throws SQLException {
    return Rows.first(connection, "SELECT 1 FROM fingerprint WHERE compared = 0 LIMIT 1", _ -> true)
        .isPresent();
  }

  /** All recordings with fingerprints. */
  static List<CopyFinder.Heard> heard(Connection connection) throws SQLException {
    return Rows.list(
        connection,
        "SELECT r.id, r.content, f.sound, f.rate, f.frames, f.compared FROM fingerprint f JOIN recording r"
            + " ON r.id = f.recording WHERE r.state <> 'REPLACED' ORDER BY r.id",
        row ->
            new CopyFinder.Heard(
                row.getInt(1),
                row.getString(2),
                new Fingerprint(
                    row.getString(3), row.getInt(4), Fingerprint.frames(row.getBytes(5))),
                row.getInt(6) == 0));
  }

  /**
   * Keeps copies.
   *
   * @param compared the recordings that were compared
   */
  static boolean keep(Connection connection, List<Copy> copies, List<CopyFinder.Heard> compared)
      throws SQLException {
    for (var copy : copies) {
      Rows.update(
          connection,
          "INSERT OR REPLACE INTO copy(recording, original, kind, offset) VALUES (?, ?, ?, ?)",
          copy.recording(),
          copy.original(),
          copy.kind().name(),
          copy.offset());
    }
    for (var each : compared) {
      if (each.isNew()) {
        Rows.update(
            connection, "UPDATE fingerprint SET compared = 1 WHERE recording = ?", each.id());
      }
    }
    return true;
  }

  /** The copies. */
  static List<Copy> copies(Connection connection) throws SQLException {
    return Rows.list(
        connection,
        "SELECT recording, original, kind, offset FROM copy ORDER BY recording, original",
        row ->
            new Copy(
                row.getInt(1),
                row.getInt(2),
                CopyKind.valueOf(row.getString(3)),
                row.getDouble(4)));
  }
}
