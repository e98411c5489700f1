package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.data.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares files with the recordings that a collection has: which of them are new, have changed, or
 * were moved, and which recordings are missing.
 */
final class KnownRecordings {
  private final List<Known> all;

  /** The recording that a file belonged to when files were compared last. */
  private final Map<Path, Known> byPath = new HashMap<>();

  private final Set<String> names = new HashSet<>();

  /** Files that are to be read, each with the mark of its present content. */
  private final Map<Path, FileMark> toRead = new LinkedHashMap<>();

  private final Map<Path, Known> same = new LinkedHashMap<>();
  private final List<Known> missing = new ArrayList<>();

  /** Recordings whose file has another content now. */
  private final Set<Known> displaced = new LinkedHashSet<>();

  private final List<Known> moved = new ArrayList<>();

  /** A recording of the collection. */
  record Known(int id, String name, Path path, String state, FileMark file) {}

  /** Of a file that was not read. */
  private static final FileMark UNREAD = new FileMark(0, 0, "");

  private KnownRecordings(List<Known> all) {
    this.all = all;
    for (var each : all) {
      // Where the file of a missing recording was, there may be another's now.
      byPath.merge(each.path(), each, (old, now) -> now.state().equals(Schema.MISSING) ? old : now);
      names.add(each.name());
    }
  }

  static KnownRecordings read(Connection connection) throws SQLException {
    return new KnownRecordings(
        Rows.list(
            connection,
            "SELECT id, name, path, state, size, modified, content FROM recording WHERE state <>"
                + " 'REPLACED' ORDER BY id",
            row ->
                new Known(
                    row.getInt(1),
                    row.getString(2),
                    Path.of(row.getString(3)),
                    row.getString(4),
                    new FileMark(row.getLong(5), row.getLong(6), row.getString(7)))));
  }

  /** A file as the collection names it. */
  static Path place(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /**
   * Finds what is to be done about files.
   *
   * @param files the files of the data, each with what it says of them first
   * @return the changes of the database that need no sound
   */
  Database.Work<Boolean> compare(Map<Path, Manifest.Clip> files) throws IOException {
    var changes = new ArrayList<Change>();
    var present = new HashSet<Path>();
    for (var file : files.keySet()) {
      var path = place(file);
      var known = byPath.get(path);
      present.add(path);
      if (known == null || !Files.isRegularFile(path)) {
        toRead.put(file, UNREAD);
      } else if (looksLike(known.file(), path)) {
        found(known, known.file(), file, changes);
      } else {
        var mark = mark(path);
        if (mark.content().equals(known.file().content())) {
          found(known, mark, file, changes);
        } else {
          toRead.put(file, mark);
          displaced.add(known);
        }
      }
    }
    findMissing(present, files, changes);
    return connection -> {
      // Names may go round, and no two may be the same at any time.
      for (var change : changes) {
        change.withName("\u0001" + change.id()).apply(connection);
      }
      for (var change : changes) {
        change.apply(connection);
      }
      return true;
    };
  }

  /** A file that cannot be read looks like none; reading its sound will say why. */
  private static boolean looksLike(FileMark mark, Path path) {
    try {
      return mark.looksLike(path);
    } catch (IOException e) {
      return false;
    }
  }

  private static FileMark mark(Path path) {
    try {
      return FileMark.of(path);
    } catch (DataException e) {
      return UNREAD;
    }
  }

  /** One change of a recording's row. */
  private record Change(int id, String name, Path path, String state, FileMark file) {
    Change withName(String other) {
      return new Change(id, other, path, state, file);
    }

    void apply(Connection connection) throws SQLException {
      Rows.update(
          connection,
          "UPDATE recording SET name = ?, path = ?, state = ?, size = ?, modified = ? WHERE id = ?",
          name,
          path.toString(),
          state,
          file.size(),
          file.modified(),
          id);
    }
  }

  private void found(Known known, FileMark mark, Path file, List<Change> changes) {
    same.put(file, known);
    if (!mark.equals(known.file()) || !known.state().equals(Schema.PRESENT)) {
      changes.add(new Change(known.id(), known.name(), known.path(), Schema.PRESENT, mark));
    }
  }

  private void findMissing(
      Set<Path> present, Map<Path, Manifest.Clip> files, List<Change> changes) {
    for (var known : all) {
      boolean isPassedOn = !byPath.get(known.path()).equals(known);
      if (isPassedOn || !present.contains(known.path()) && !Files.exists(known.path())) {
        missing.add(known);
      }
    }
    Map<String, Deque<Known>> byContent = new HashMap<>();
    var sizes = new HashSet<Long>();
    Stream.concat(missing.stream(), displaced.stream())
        .sorted(Comparator.comparingInt(Known::id))
        .forEach(known -> {
          byContent.computeIfAbsent(known.file().content(), _ -> new ArrayDeque<>()).add(known);
          sizes.add(known.file().size());
        });
    Map<Path, Known> taken = new LinkedHashMap<>();
    var marks = new HashMap<Path, FileMark>();
    for (var file : List.copyOf(toRead.keySet())) {
      var path = place(file);
      if (Files.isRegularFile(path) && sizes.contains(path.toFile().length())) {
        var mark = toRead.get(file).equals(UNREAD) ? mark(path) : toRead.get(file);
        var known = byContent.getOrDefault(mark.content(), new ArrayDeque<>()).poll();
        if (known != null) {
          taken.put(file, known);
          marks.put(file, mark);
        }
      }
    }
    move(taken, marks, files, changes);
    missing.sort(Comparator.comparingInt(Known::id));
    for (var known : missing) {
      if (!known.state().equals(Schema.MISSING)) {
        changes.add(
            new Change(known.id(), known.name(), known.path(), Schema.MISSING, known.file()));
      }
    }
  }

  /** Gives recordings the files in which their content is now. */
  private void move(
      Map<Path, Known> taken,
      Map<Path, FileMark> marks,
      Map<Path, Manifest.Clip> files,
      List<Change> changes) {
    var found = new HashSet<>(taken.values());
    missing.removeAll(found);
    displaced.removeAll(found);
    var places = new HashSet<Path>();
    taken.forEach((file, known) -> {
      toRead.remove(file);
      same.put(file, known);
      moved.add(known);
      names.remove(known.name());
      byPath.remove(known.path(), known);
      places.add(place(file));
    });
    // What was where another is now, and is nowhere else, is missing.
    displaced.stream().filter(known -> places.contains(known.path())).forEach(missing::add);
    taken.forEach((file, known) ->
        changes.add(
            new Change(
                known.id(), name(files.get(file)), place(file), Schema.PRESENT, marks.get(file))));
  }

  /** The files whose sound is to be read. */
  List<Path> toRead() {
    return List.copyOf(toRead.keySet());
  }

  /** The files whose recordings are there, with these. */
  Map<Path, Known> same() {
    return same;
  }

  /** The recordings whose files are gone. */
  List<Known> missing() {
    return missing;
  }

  /** The recordings whose files have another place now, as they were before. */
  List<Known> moved() {
    return moved;
  }

  /** The recording that a file had another content for; nothing if it is new. */
  Optional<Known> before(Path file) {
    return Optional.ofNullable(byPath.get(place(file)));
  }

  /** A name for a new recording, which no other has. */
  String name(Manifest.Clip clip) {
    var path = place(clip.path()).toString();
    var name = names.contains(clip.id()) ? path : clip.id();
    names.add(name);
    return name;
  }
}
