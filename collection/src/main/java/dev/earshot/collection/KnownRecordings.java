package dev.earshot.collection;

import dev.earshot.data.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares files with the recordings that a collection has: which of them are new, have changed, or
 * were moved, and which recordings are missing.
 */
final class KnownRecordings {
  private final Map<Path, Known> byPath = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  /** Files that are to be read, each with the mark of its present content. */
  private final Map<Path, FileMark> toRead = new LinkedHashMap<>();

  private final Map<Path, Known> same = new LinkedHashMap<>();
  private final List<Known> missing = new ArrayList<>();
  private final List<Known> moved = new ArrayList<>();

  /** A recording of the collection. */
  record Known(int id, String name, Path path, String state, FileMark file) {}

  private KnownRecordings(List<Known> all) {
    for (var each : all) {
      byPath.put(each.path(), each);
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
        toRead.put(file, new FileMark(0, 0, ""));
      } else if (known.file().looksLike(path)) {
        found(known, known.file(), file, changes);
      } else {
        var mark = FileMark.of(path);
        if (mark.content().equals(known.file().content())) {
          found(known, mark, file, changes);
        } else {
          toRead.put(file, mark);
        }
      }
    }
    findMissing(present, files, changes);
    return connection -> {
      for (var change : changes) {
        change.apply(connection);
      }
      return true;
    };
  }

  /** One change of a recording's row. */
  private record Change(int id, String name, Path path, String state, FileMark file) {
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
    for (var known : byPath.values()) {
      if (!present.contains(known.path()) && !Files.exists(known.path())) {
        missing.add(known);
      }
    }
    missing.sort((a, b) -> Integer.compare(a.id(), b.id()));
    Map<String, Known> byContent = new HashMap<>();
    var sizes = new HashSet<Long>();
    for (var known : missing) {
      byContent.put(known.file().content(), known);
      sizes.add(known.file().size());
    }
    for (var file : List.copyOf(toRead.keySet())) {
      var path = place(file);
      if (!byPath.containsKey(path) && Files.isRegularFile(path)) {
        long size = path.toFile().length();
        if (sizes.contains(size)) {
          var mark = FileMark.of(path);
          var known = byContent.remove(mark.content());
          if (known != null) {
            missing.remove(known);
            toRead.remove(file);
            moved.add(known);
            same.put(file, known);
            names.remove(known.name());
            changes.add(new Change(known.id(), name(files.get(file)), path, Schema.PRESENT, mark));
          }
        }
      }
    }
    for (var known : missing) {
      if (!known.state().equals(Schema.MISSING)) {
        changes.add(
            new Change(known.id(), known.name(), known.path(), Schema.MISSING, known.file()));
      }
    }
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
