package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.data.AudioNames;
import dev.earshot.data.ClipId;
import dev.earshot.data.Dataset;
import dev.earshot.data.DatasetLoader;
import dev.earshot.data.FileNames;
import dev.earshot.data.Manifest;
import dev.earshot.data.WindowLabels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Labels that come to a collection from files.
 *
 * @param added how many are new
 * @param same how many windows had the same label already
 * @param failures one line for each recording or row that cannot be used
 * @param notes what a user should know about how the files were understood, one line each
 */
public record LabelImport(int added, int same, List<String> failures, List<String> notes) {
  private static final String WAV = ".wav";
  private static final String TRACK = ".txt";

  /** Times in files are rounded to milliseconds. */
  private static final double ROUNDING = 0.0015;

  /** Copies the lists. */
  public LabelImport {
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /**
   * Reads labels and stores them, all or none. Where all stretches that a file names of a recording
   * are windows, these get the labels; else those do for which {@link WindowLabels} says so.
   * Recordings are found by their files, or by their names if no file is the same. A folder of
   * label tracks alone, and one of windows in the folders of their classes, are found by the names
   * that an export gives to them.
   *
   * @param data what {@link Manifest#read} takes, a table that {@link LabelCsv} wrote, or an {@code
   *     .npz} whose clips are called as windows are
   * @throws DataException if it cannot be read, or names no recording of the collection
   */
  public static LabelImport into(SoundCollection collection, Path data) throws IOException {
    var importing = new Importing(collection);
    if (DatasetLoader.isTable(data)) {
      importing.table(Dataset.readNpz(data));
    } else if (LabelCsv.isOne(data)) {
      importing.verdicts(LabelCsv.read(data));
    } else if (SoundCollection.isAt(data)) {
      throw new DataException(
          "%s: is a collection; export its labels, and import the table: earshot export %s --out labels.csv"
              .formatted(data, data));
    } else {
      var tracks = importing.tracks(data);
      if (tracks.isEmpty()) {
        importing.manifest(Manifest.read(data));
      } else {
        for (var track : tracks.entrySet()) {
          var recording = track.getValue();
          importing.manifest(Manifest.ofTrack(track.getKey(), recording.path(), recording.name()));
        }
      }
    }
    if (importing.wanted.isEmpty()) {
      throw new DataException(
          "%s: labels no window of %s%s"
              .formatted(
                  data,
                  collection.folder(),
                  importing.failures.isEmpty() ? "" : "; " + importing.failures.getFirst()));
    }
    return importing.store();
  }

  /** One call of {@link #into}. */
  private static final class Importing {
    private final SoundCollection collection;
    private final Map<String, CollectedWindow> byName = new HashMap<>();
    private final Map<Recording, List<CollectedWindow>> byRecording = new LinkedHashMap<>();
    private final Map<String, CollectedWindow> byFile = new HashMap<>();
    private final Map<String, String> classes = new HashMap<>();
    private final List<NewLabel> wanted = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Importing(SoundCollection collection) {
      this.collection = collection;
      for (var name : collection.classes()) {
        classes.put(FileNames.plain(name, ""), name);
      }
      for (var window : collection.windows()) {
        byName.put(window.name(), window);
        byFile.put(FileNames.plain(window.name(), WAV), window);
        byRecording.computeIfAbsent(window.recording(), _ -> new ArrayList<>()).add(window);
      }
    }

    /** The label tracks of a folder in which there is no recording, each with its own. */
    Map<Path, Recording> tracks(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        return Map.of();
      }
      Map<Path, Recording> tracks = new LinkedHashMap<>();
      for (var recording : byRecording.keySet()) {
        var track = folder.resolve(FileNames.inside(recording.name(), TRACK));
        if (Files.isRegularFile(track)) {
          tracks.put(track, recording);
        }
      }
      if (tracks.isEmpty()) {
        return tracks;
      }
      try (var files = Files.walk(folder)) {
        return files.anyMatch(AudioNames::isAudio) ? Map.of() : tracks;
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    /** Labels a window that was exported as a file. The name of its folder may be another now. */
    private boolean file(Path file, String className) {
      var name = file.getFileName().toString();
      var window = Optional.ofNullable(byFile.get(name.substring(0, name.lastIndexOf('.'))));
      window.ifPresent(found -> want(found, classes.getOrDefault(className, className)));
      return window.isPresent();
    }

    private void want(CollectedWindow window, String className) {
      wanted.add(NewLabel.yes(window.id(), className, LabelSource.IMPORT));
    }

    void table(Dataset table) {
      for (int row = 0; row < table.rows(); row++) {
        int label = table.labels()[row];
        if (label >= 0) {
          var window = byName.get(table.ids().get(row));
          if (window == null) {
            failures.add(table.ids().get(row) + ": no window of the collection is called so");
          } else {
            want(window, table.classes().get(label));
          }
        }
      }
    }

    void verdicts(List<LabelCsv.Row> rows) {
      for (var row : rows) {
        var windows = find(row.file(), row.name()).map(byRecording::get).orElse(List.of());
        var window = windows.stream().filter(each -> isAt(each, row.span())).findFirst();
        if (window.isPresent()) {
          wanted.add(
              new NewLabel(window.get().id(), row.verdict(), row.className(), LabelSource.IMPORT));
        } else {
          failures.add(
              "%s: %s is no window of the collection"
                  .formatted(row.place(), new ClipId(row.name(), Optional.of(row.span()))));
        }
      }
    }

    void manifest(Manifest manifest) {
      failures.addAll(manifest.failures());
      notes.addAll(manifest.notes());
      manifest
          .byFile()
          .forEach((file, clips) -> {
            var labelled = clips.stream().filter(clip -> clip.label().isPresent()).toList();
            var recording = find(file, clips.getFirst().id());
            if (recording.isEmpty()
                && labelled.size() == 1
                && file(file, labelled.getFirst().label().orElseThrow())) {
              return;
            }
            if (recording.isEmpty() && !labelled.isEmpty()) {
              failures.add(file + ": is no recording of the collection");
            } else if (!labelled.isEmpty()) {
              recording(byRecording.get(recording.get()), labelled);
            }
          });
    }

    private void recording(List<CollectedWindow> windows, List<Manifest.Clip> clips) {
      var exact = new LinkedHashMap<CollectedWindow, String>();
      for (var clip : clips) {
        windows.stream()
            .filter(window -> clip.span().filter(span -> isAt(window, span)).isPresent())
            .forEach(window -> exact.put(window, clip.label().orElseThrow()));
      }
      if (exact.size() == clips.size()) {
        exact.forEach(this::want);
        return;
      }
      var rule = new WindowLabels(clips, Optional.empty());
      for (var window : windows) {
        rule.of(window.span()).ifPresent(name -> want(window, name));
      }
    }

    private static boolean isAt(CollectedWindow window, Span span) {
      return Math.abs(window.span().start() - span.start()) < ROUNDING
          && Math.abs(window.span().end() - span.end()) < ROUNDING;
    }

    private Optional<Recording> find(Path file, String name) {
      var path = KnownRecordings.place(file);
      var all = byRecording.keySet();
      return all.stream()
          .filter(each -> each.path().equals(path))
          .findFirst()
          .or(() -> all.stream().filter(each -> each.name().equals(name)).findFirst());
    }

    LabelImport store() {
      var states = collection.states();
      var fresh =
          wanted.stream()
              .filter(label -> !holds(states.getOrDefault(label.window(), WindowState.NONE), label))
              .toList();
      collection.label(fresh);
      return new LabelImport(
          fresh.size(), wanted.size() - fresh.size(), failures, notes.stream().distinct().toList());
    }

    private static boolean holds(WindowState state, NewLabel label) {
      return switch (label.verdict()) {
        case YES -> state.className().equals(label.className());
        case NO -> state.excluded().contains(label.className().orElseThrow());
        case SOMETHING_ELSE -> state.somethingElse();
        case SKIPPED -> state.skipped();
      };
    }
  }
}
