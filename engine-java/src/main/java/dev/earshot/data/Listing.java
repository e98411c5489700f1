package dev.earshot.data;

import dev.earshot.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a folder or a table lists, while it is read: clips, and what is to be told about it. */
final class Listing {
  private final List<Manifest.Clip> clips = new ArrayList<>();
  private final List<String> failures;
  private final List<String> notes = new ArrayList<>();
  private final List<Path> unread = new ArrayList<>();
  private final TreeMap<String, List<Path>> unreadByClass = new TreeMap<>();
  private final int ignored;

  Listing(List<String> failures, int ignored) {
    this.failures = new ArrayList<>(failures);
    this.ignored = ignored;
  }

  void add(Manifest.Clip clip) {
    clips.add(clip);
  }

  /** Adds a line about a clip that is left out. */
  void failure(String line) {
    failures.add(line);
  }

  /** Adds a line about the data as a whole. */
  void note(String line) {
    notes.add(line);
  }

  /** Adds a line about a name that is read as no label, unless it says so plainly. */
  void noteUnlabelled(String what, String name, int clips) {
    if (!ClassNames.isPlainlyUnlabelled(name)) {
      note(
          "%s '%s': its %s %s unlabelled"
              .formatted(what, name, count(clips, "clip"), clips == 1 ? "counts as" : "count as"));
    }
  }

  /** Adds an audio file of a format that is not read, and its class if it has one. */
  void unread(Path file, Optional<String> label) {
    unread.add(file);
    label.ifPresent(name -> unreadByClass.computeIfAbsent(name, _ -> new ArrayList<>()).add(file));
  }

  Manifest manifest(Path data, Path root) throws DataException {
    if (clips.isEmpty()) {
      throw nothing(data);
    }
    var classes =
        clips.stream()
            .map(Manifest.Clip::label)
            .flatMap(Optional::stream)
            .distinct()
            .sorted()
            .toList();
    noteUnread(classes);
    ClassNames.remarks(classes).forEach(this::note);
    return new Manifest(root, clips, classes, ignored, failures, notes);
  }

  private DataException nothing(Path data) {
    String problem = data + ": no audio clips (.wav, .wave, .flac) found";
    if (!unread.isEmpty()) {
      problem += "; it has %s: %s".formatted(AudioNames.counts(unread), AudioNames.advice(unread));
    } else if (!failures.isEmpty()) {
      problem +=
          "; %s could not be read, the first: %s"
              .formatted(count(failures.size(), "clip"), failures.getFirst());
    }
    return new DataException(problem);
  }

  private void noteUnread(List<String> classes) {
    if (unread.isEmpty()) {
      return;
    }
    unreadByClass.forEach((name, files) -> {
      if (!classes.contains(name)) {
        note(
            "class '%s' is missing: it has no clip that can be read, only %s"
                .formatted(name, AudioNames.counts(files)));
      }
    });
    String among =
        unreadByClass.entrySet().stream()
            .map(entry -> "%s of class '%s'".formatted(entry.getValue().size(), entry.getKey()))
            .collect(Collectors.joining(", "));
    note(
        "%s left out (%s%s): %s"
            .formatted(
                unread.size() == 1 ? "1 file is" : unread.size() + " files are",
                AudioNames.counts(unread),
                among.isEmpty() ? "" : "; " + among,
                AudioNames.advice(unread)));
  }

  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
