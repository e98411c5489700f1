package dev.earshot.data;

import dev.earshot.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a folder or a table lists, while it is read: clips, and what is to be told about it. */
final class Listing {
  private final List<Manifest.Clip> clips = new ArrayList<>();
  private final List<String> failures;
  private final List<String> notes = new ArrayList<>();
  private final int ignored;

  Listing(List<String> failures, int ignored) {
    this.failures = new ArrayList<>(failures);
    this.ignored = ignored;
  }

  void add(Manifest.Clip clip) {
    clips.add(clip);
  }

  /** Whether there is no clip so far. */
  boolean isEmpty() {
    return clips.isEmpty();
  }

  /** Adds all that another listing has. */
  void addAll(Listing other) {
    clips.addAll(other.clips);
    failures.addAll(other.failures);
    notes.addAll(other.notes);
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
    ClassNames.remarks(classes).forEach(this::note);
    return new Manifest(root, clips, classes, ignored, failures, notes);
  }

  private DataException nothing(Path data) {
    String problem = data + ": no audio clips (such as .wav, .flac, .mp3, .ogg) found";
    if (!failures.isEmpty()) {
      problem +=
          "; %s could not be read, the first: %s"
              .formatted(count(failures.size(), "clip"), failures.getFirst());
    }
    return new DataException(problem);
  }

  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
