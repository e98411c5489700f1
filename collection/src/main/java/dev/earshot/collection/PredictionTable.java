package dev.earshot.collection;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The predictions in the database: those of one model. */
final class PredictionTable {
  private PredictionTable() {}

  /** Puts predictions in the place of those before. */
  static void replace(Connection connection, Predictions predictions) throws SQLException {
    for (var table : List.of("prediction", "model_class", "model")) {
      Rows.update(connection, "DELETE FROM " + table);
    }
    Rows.update(
        connection,
        "INSERT INTO model(id, name, time) VALUES (1, ?, ?)",
        predictions.model(),
        predictions.when().toEpochMilli());
    int classes = predictions.classes().size();
    for (int place = 0; place < classes; place++) {
      Rows.update(
          connection,
          "INSERT INTO model_class(place, name) VALUES (?, ?)",
          place,
          predictions.classes().get(place));
    }
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO prediction(window, probabilities) VALUES (?, ?)")) {
      var bytes = ByteBuffer.allocate(classes * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < predictions.windows().length; i++) {
        bytes.asFloatBuffer().put(predictions.probabilities(), i * classes, classes);
        insert.setInt(1, predictions.windows()[i]);
        insert.setBytes(2, bytes.array());
        insert.executeUpdate();
      }
    }
  }

  private record Stored(int window, byte[] probabilities) {}

  private record Model(String name, Instant when) {}

  /** The predictions; nothing if there are none. */
  static Optional<Predictions> read(Connection connection) throws SQLException {
    var model =
        Rows.first(
            connection,
            "SELECT name, time FROM model",
            row -> new Model(row.getString(1), Instant.ofEpochMilli(row.getLong(2))));
    if (model.isEmpty()) {
      return Optional.empty();
    }
    var classes =
        Rows.list(
            connection, "SELECT name FROM model_class ORDER BY place", row -> row.getString(1));
    var stored =
        Rows.list(
            connection,
            "SELECT p.window, p.probabilities FROM prediction p JOIN window w ON w.id = p.window"
                + " JOIN recording r ON r.id = w.recording WHERE r.state <> 'REPLACED' ORDER BY"
                + " p.window",
            row -> new Stored(Rows.whole(row, 1), row.getBytes(2)));
    var windows = new int[stored.size()];
    var probabilities = new float[Math.multiplyExact(stored.size(), classes.size())];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = stored.get(i).window();
      var bytes = stored.get(i).probabilities();
      if (bytes.length != classes.size() * Float.BYTES) {
        throw new IllegalArgumentException(
            "%s bytes of probabilities for %s classes".formatted(bytes.length, classes.size()));
      }
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(probabilities, i * classes.size(), classes.size());
    }
    return Optional.of(
        new Predictions(model.get().name(), model.get().when(), classes, windows, probabilities));
  }
}
