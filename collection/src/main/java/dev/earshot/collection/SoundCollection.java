package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Windows;
import dev.earshot.data.Manifest;
import dev.earshot.file.Durable;
import dev.earshot.file.OutputLock;
import dev.earshot.file.WriteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A collection: a folder with the windows of many recordings, their vectors, labels and
 * predictions. What a method has stored is on the disk when it returns, and a process that is
 * killed at any moment leaves a whole collection. Any number of threads and processes may use a
 * collection at once; each method sees it as it is at one moment.
 */
public final class SoundCollection implements AutoCloseable {
  private static final String DATABASE = "collection.db";
  private static final String VECTORS = "vectors.f32";

  private final Path folder;
  private final Database database;
  private final CollectionSettings settings;
  private final VectorFile vectors;

  private SoundCollection(Path folder, Database database) {
    this.folder = folder;
    this.database = database;
    this.settings = database.read(SoundCollection::readSettings);
    this.vectors = new VectorFile(folder.resolve(VECTORS), settings.columns());
  }

  /** Whether a folder is a collection, though perhaps one that was stopped while it was made. */
  public static boolean isAt(Path folder) {
    return Files.isRegularFile(folder.resolve(DATABASE));
  }

  /** Whether a process was stopped while it made a collection there: it can be made anew. */
  public static boolean isUnfinished(Path folder) {
    return isAt(folder) && Database.isBlank(folder.resolve(DATABASE));
  }

  /**
   * Makes a collection without recordings.
   *
   * @param folder where; it is made if it is missing
   * @throws DataException if it holds other things, or cannot be written
   */
  public static SoundCollection create(Path folder, CollectionSettings settings)
      throws IOException {
    requireUnused(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw WriteFailure.of(folder, e);
    }
    var database =
        Database.create(
            folder.resolve(DATABASE), connection -> writeSettings(connection, settings));
    boolean done = false;
    try {
      Durable.folder(folder);
      var collection = new SoundCollection(folder, database);
      if (!collection.settings.equals(settings)) {
        throw new DataException(folder + ": another process has just made a collection there");
      }
      done = true;
      return collection;
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  /**
   * Deletes a collection, such as one that got no recordings.
   *
   * @throws IOException if a file cannot be deleted
   */
  public static void delete(Path folder) throws IOException {
    for (var name : List.of(DATABASE, DATABASE + "-wal", DATABASE + "-shm", VECTORS)) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  private static void requireUnused(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        // A process that was killed may have left the beginning of a database.
        var other =
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.startsWith(DATABASE) && !name.startsWith("."))
                .findFirst();
        if (other.isPresent()) {
          throw new DataException(
              "%s: holds other things (such as %s); choose another name for the collection"
                  .formatted(folder, other.get()));
        }
      }
    } else if (Files.exists(folder)) {
      throw new DataException(
          folder + ": is a file; expected the name of a folder for the collection");
    }
  }

  /**
   * Opens a collection.
   *
   * @throws DataException if it is none, or damaged; the message says what to do
   */
  public static SoundCollection open(Path folder) {
    if (!isAt(folder)) {
      throw new DataException(
          "%s: is no collection (it has no %s); 'earshot collect' makes one"
              .formatted(folder, DATABASE));
    }
    var database = Database.open(folder.resolve(DATABASE));
    boolean done = false;
    try {
      var collection = new SoundCollection(folder, database);
      done = true;
      return collection;
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  private static boolean writeSettings(Connection connection, CollectionSettings settings)
      throws SQLException {
    Map<String, String> values =
        Map.of(
            "encoder", settings.encoder(),
            "columns", Integer.toString(settings.columns()),
            "window", Double.toString(settings.windows().seconds()),
            "hop", Double.toString(settings.windows().hop()));
    for (var value : values.entrySet()) {
      Rows.update(
          connection,
          "INSERT INTO setting(name, value) VALUES (?, ?)",
          value.getKey(),
          value.getValue());
    }
    return true;
  }

  private static CollectionSettings readSettings(Connection connection) throws SQLException {
    Map<String, String> values =
        Rows.map(
            connection,
            "SELECT name, value FROM setting",
            row -> Map.entry(row.getString(1), row.getString(2)));
    for (var name : List.of("encoder", "columns", "window", "hop")) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException("no setting '" + name + "'");
      }
    }
    try {
      return new CollectionSettings(
          values.get("encoder"),
          Integer.parseInt(values.get("columns")),
          new Windows(
              Double.parseDouble(values.get("window")), Double.parseDouble(values.get("hop"))));
    } catch (DataException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /**
   * Checks that labels can be stored.
   *
   * @throws DataException if the folder is read-only
   */
  public void requireWritable() {
    if (!Files.isWritable(folder)) {
      throw new DataException(
          folder
              + ": is read-only, so no label can be stored; copy the folder, or change its rights");
    }
  }

  /** What all windows have in common. */
  public CollectionSettings settings() {
    return settings;
  }

  /** The recordings, in the order in which they came, also those whose files are missing. */
  public List<Recording> recordings() {
    return database.read(RecordingTable::recordings);
  }

  /** Lists the recordings without labels; those whose files are missing are its failures. */
  public Manifest manifest() {
    var all = recordings();
    return new Manifest(
        folder,
        all.stream()
            .filter(each -> Files.exists(each.path()))
            .map(each ->
                new Manifest.Clip(
                    each.path(),
                    each.name(),
                    Optional.empty(),
                    each.part(),
                    Optional.of(each.group()),
                    Optional.empty(),
                    Optional.empty()))
            .toList(),
        List.of(),
        0,
        all.stream()
            .filter(each -> !Files.exists(each.path()))
            .map(each -> each.path() + ": is missing; it is in the collection " + folder)
            .toList(),
        List.of());
  }

  /** The windows of these recordings, by ascending number. */
  public List<CollectedWindow> windows() {
    return database.read(
        connection -> RecordingTable.windows(connection, RecordingTable.recordings(connection)));
  }

  /**
   * The recordings that share sound with others. Groups of recordings keep these together: see
   * {@link Recording#group}.
   */
  public List<Copy> copies() {
    return database.read(CopyTable::copies);
  }

  /** The sample rates of the recordings in Hz, by their numbers; of those that were heard. */
  public Map<Integer, Integer> sampleRates() {
    return database.read(CopyTable::sampleRates);
  }

  /**
   * Maps the vectors into memory: those that are there now.
   *
   * @throws DataException if the file of vectors is missing or too short
   */
  public StoredVectors vectors() throws IOException {
    return vectors.map(database.read(RecordingTable::rows));
  }

  /**
   * Adds recordings, all or none. One process at a time may add: see {@link #lock}.
   *
   * @throws IllegalArgumentException if a vector has another length than all others
   */
  public void add(List<NewRecording> recordings) throws IOException {
    add(recordings, List.of());
  }

  /**
   * Adds recordings, some of them in the place of others.
   *
   * @param replaced the numbers of recordings that do not count any more
   * @return how many labels by people the windows of these had
   */
  int add(List<NewRecording> recordings, List<Integer> replaced) throws IOException {
    try (var _ = lock()) {
      int first = database.read(RecordingTable::rows);
      var rows =
          recordings.stream().flatMap(each -> RecordingTable.vectors(each).stream()).toList();
      for (float[] row : rows) {
        if (row.length != settings.columns()) {
          throw new IllegalArgumentException(
              "a vector of %s values; expected %s".formatted(row.length, settings.columns()));
        }
      }
      // The rows are on the disk before the database knows of them.
      vectors.write(first, rows);
      var now = now();
      return database.write(connection -> {
        int forgotten = RecordingTable.replace(connection, replaced);
        var labels = new ArrayList<NewLabel>();
        int next = first;
        for (var recording : recordings) {
          RecordingTable.add(connection, recording, next);
          for (var window : recording.windows()) {
            int id = next++;
            window
                .label()
                .ifPresent(
                    label -> labels.add(NewLabel.yes(id, label.className(), label.source())));
          }
        }
        LabelTable.add(connection, labels, now);
        return forgotten;
      });
    }
  }

  /**
   * Keeps other processes from adding recordings; a thread may take it several times. Labels and
   * predictions may be written all the time.
   *
   * @throws DataException if another process or thread has it
   */
  public OutputLock lock() throws IOException {
    return OutputLock.take(vectors.file());
  }

  /**
   * Stores a label.
   *
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public Label label(NewLabel label) {
    return label(List.of(label)).getFirst();
  }

  /**
   * Stores labels, all or none.
   *
   * @return the labels with their numbers, in the same order
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public List<Label> label(List<NewLabel> labels) {
    var now = now();
    return database.write(connection -> {
      int rows = RecordingTable.rows(connection);
      for (var label : labels) {
        if (label.window() < 0 || label.window() >= rows) {
          throw new IndexOutOfBoundsException("no window " + label.window());
        }
      }
      return LabelTable.add(connection, labels, now);
    });
  }

  /**
   * Withdraws the latest label that a person gave. Labels before it count again.
   *
   * @return the label; nothing if no person has given any
   */
  public Optional<Label> undo() {
    var now = now();
    return database.write(connection -> LabelTable.undo(connection, now));
  }

  /** The labels that hold, oldest first. */
  public List<Label> labels() {
    return database.read(LabelTable::holding);
  }

  /** What labels say of each window that has any, by the number of the window. */
  public Map<Integer, WindowState> states() {
    return LabelTable.states(labels());
  }

  /** What the labels of a window say. */
  public WindowState state(int window) {
    return LabelTable.states(database.read(connection -> LabelTable.holding(connection, window)))
        .getOrDefault(window, WindowState.NONE);
  }

  /** The classes that labels name, sorted. */
  public List<String> classes() {
    return LabelTable.classes(labels());
  }

  /** Stores predictions in the place of those before. */
  public void predict(Predictions predictions) {
    database.write(connection -> {
      PredictionTable.replace(connection, predictions);
      return true;
    });
  }

  /** The predictions that were stored last; nothing if there are none. */
  public Optional<Predictions> predictions() {
    return database.read(PredictionTable::read);
  }

  /**
   * All windows as a table: row i is window i of {@link #windows}. A window has a label if {@link
   * WindowState#className} has; classes are those of such windows. Windows of one recording, and of
   * copies of it, are one group.
   *
   * @throws DataException if there are no windows, or the vectors are damaged
   */
  public Dataset dataset() throws IOException {
    record Content(
        int rows,
        List<CollectedWindow> windows,
        Map<Integer, Long> checksums,
        List<Label> labels) {}
    var content =
        database.read(connection -> {
          var recordings = RecordingTable.recordings(connection);
          return new Content(
              RecordingTable.rows(connection),
              RecordingTable.windows(connection, recordings),
              RecordingTable.checksums(connection, recordings),
              LabelTable.holding(connection));
        });
    var windows = content.windows();
    if (windows.isEmpty()) {
      throw new DataException(folder + ": has no recordings yet; add some by 'earshot collect'");
    }
    var states = LabelTable.states(content.labels());
    var classes =
        states.values().stream()
            .flatMap(state -> state.className().stream())
            .distinct()
            .sorted()
            .toList();
    int columns = settings.columns();
    var stored = vectors.map(content.rows());
    requireIntact(stored, windows, content.checksums());
    var x = new float[Math.multiplyExact(windows.size(), columns)];
    var labels = new int[windows.size()];
    for (int row = 0; row < labels.length; row++) {
      int id = windows.get(row).id();
      stored.copy(id, x, row * columns);
      labels[row] =
          states.getOrDefault(id, WindowState.NONE).className().map(classes::indexOf).orElse(-1);
    }
    try {
      return new Dataset(
          x,
          columns,
          labels,
          classes,
          windows.stream().map(CollectedWindow::name).toList(),
          windows.stream().map(window -> window.recording().part()).toList(),
          Optional.of(windows.stream().map(CollectedWindow::group).toList()),
          settings.encoder(),
          Optional.of(settings.windows()));
    } catch (IllegalArgumentException e) {
      throw new DataException(vectors.file() + ": " + e.getMessage() + ": it is damaged", e);
    }
  }

  /**
   * Checks that vectors are those that were stored. Those of a recording are next to each other.
   */
  private void requireIntact(
      StoredVectors stored, List<CollectedWindow> windows, Map<Integer, Long> checksums) {
    int to;
    for (int from = 0; from < windows.size(); from = to) {
      var recording = windows.get(from).recording();
      to = from + 1;
      while (to < windows.size() && windows.get(to).recording().id() == recording.id()) {
        to++;
      }
      if (stored.checksum(windows.get(from).id(), to - from) != checksums.get(recording.id())) {
        throw new DataException(
            "%s: the vectors of %s are not those that were stored: it is damaged; restore it from a copy"
                .formatted(vectors.file(), recording.name()));
      }
    }
  }

  Database database() {
    return database;
  }

  /** The present, as the database keeps it. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void close() {
    database.close();
  }
}
