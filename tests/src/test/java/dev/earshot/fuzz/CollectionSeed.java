package dev.earshot.fuzz;

import dev.earshot.Part;
import dev.earshot.Windows;
import dev.earshot.collection.CollectionSettings;
import dev.earshot.collection.FileMark;
import dev.earshot.collection.LabelSource;
import dev.earshot.collection.NewLabel;
import dev.earshot.collection.NewRecording;
import dev.earshot.collection.Predictions;
import dev.earshot.collection.SoundCollection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A small collection. */
final class CollectionSeed {
  private static final int WINDOWS = 4;

  /** The vectors of its windows. */
  static final byte[] VECTORS = new byte[WINDOWS * TableSeeds.COLUMNS * Float.BYTES];

  private CollectionSeed() {}

  /** Makes a collection with a recording a.wav of four windows, labels and predictions. */
  static void write(Path folder) throws IOException {
    var windows = new Windows(5, 2.5);
    try (var collection =
        SoundCollection.create(
            folder, new CollectionSettings("logmel", TableSeeds.COLUMNS, windows))) {
      collection.add(
          List.of(
              new NewRecording(
                  "a.wav",
                  folder.resolveSibling("a.wav"),
                  12.5,
                  Part.NONE,
                  Optional.empty(),
                  new NewRecording.Content(new FileMark(100, 1, "0".repeat(64)), Optional.empty()),
                  IntStream.range(0, WINDOWS)
                      .mapToObj(i ->
                          new NewRecording.NewWindow(
                              windows.span(i), i == 1, new float[TableSeeds.COLUMNS]))
                      .toList())));
      collection.label(NewLabel.yes(0, "dog", LabelSource.PERSON));
      collection.label(NewLabel.no(1, "rain", LabelSource.IMPORT));
      collection.predict(
          new Predictions(
              "run",
              Instant.EPOCH,
              TableSeeds.NAMES,
              new int[] {0, 2},
              new float[] {0.5f, 0.5f, 1, 0}));
    }
  }

  /**
   * Gives its database pages of 512 bytes, which make it a quarter as large, and faster to read.
   */
  static void makePagesSmall(Path folder) throws IOException {
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("collection.db"));
        var statement = database.createStatement()) {
      for (String command :
          List.of(
              "PRAGMA journal_mode = DELETE",
              "PRAGMA page_size = 512",
              "VACUUM",
              "PRAGMA journal_mode = WAL")) {
        statement.execute(command);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
