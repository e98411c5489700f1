package dev.earshot.collection;

import dev.earshot.Span;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.data.Manifest;
import dev.earshot.data.WindowLabels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the data says of its recordings, as labels of windows. */
final class DataLabels {
  private final Map<Path, List<Manifest.Clip>> byFile;
  private final boolean inFolders;
  private final Optional<String> background;
  private final Map<Path, WindowLabels> labels = new HashMap<>();

  /**
   * How the labels in the database have changed.
   *
   * @param added number of labels that are new
   * @param withdrawn number of labels that the data has no more
   */
  record Update(int added, int withdrawn) {}

  DataLabels(Path data, Manifest manifest, Optional<String> background) {
    this.byFile = manifest.byFile();
    this.inFolders = Files.isDirectory(data);
    this.background = background;
  }

  /** The files of the recordings, each with the first that the data says of it. */
  Map<Path, Manifest.Clip> files() {
    Map<Path, Manifest.Clip> firsts = new LinkedHashMap<>();
    byFile.forEach((file, clips) -> firsts.put(file, clips.getFirst()));
    return firsts;
  }

  /** The first that the data says of a recording. */
  Manifest.Clip first(Path file) {
    return byFile.get(file).getFirst();
  }

  /** The label of a window. */
  Optional<NewRecording.WindowLabel> of(Path file, Span window) {
    return labels
        .computeIfAbsent(file, _ -> new WindowLabels(byFile.get(file), background))
        .of(window)
        .map(name -> new NewRecording.WindowLabel(name, source(file)));
  }

  private LabelSource source(Path file) {
    boolean stretches = byFile.get(file).stream().anyMatch(clip -> clip.origin().isPresent());
    return inFolders && !stretches ? LabelSource.FOLDER : LabelSource.IMPORT;
  }

  /** One line for each label that begins after its recording has ended. */
  List<String> late(Path file, FeatureExtractor.Length length) {
    return byFile.get(file).stream()
        .filter(clip -> clip.span().filter(span -> span.start() >= length.seconds()).isPresent())
        .map(clip -> clip.at(FeatureExtractor.late(clip.span().orElseThrow(), length)))
        .toList();
  }

  /** How many windows several classes could name. */
  int disputed() {
    return labels.values().stream().mapToInt(WindowLabels::disputed).sum();
  }

  /** Whether the data says anything of a recording's labels. */
  private boolean speaksOf(Path file) {
    return byFile.get(file).stream()
        .anyMatch(clip -> clip.label().isPresent() || clip.origin().isPresent());
  }

  /**
   * Makes the labels that came from data before those of the data now. Labels by people stay.
   *
   * @param same the recordings that were there before, by their files
   */
  Update update(Database database, Map<Path, KnownRecordings.Known> same) {
    Map<Integer, Path> files = new HashMap<>();
    same.forEach((file, known) -> {
      if (speaksOf(file)) {
        files.put(known.id(), file);
      }
    });
    return files.isEmpty()
        ? new Update(0, 0)
        : database.write(connection -> update(connection, files));
  }

  private Update update(Connection connection, Map<Integer, Path> files) throws SQLException {
    var now = Instant.now();
    Map<Integer, Label> imported = new HashMap<>();
    for (var label : LabelTable.holding(connection)) {
      if (label.source() != LabelSource.PERSON) {
        imported.put(label.window(), label);
      }
    }
    var added = new ArrayList<NewLabel>();
    int withdrawn = 0;
    for (var window : RecordingTable.windows(connection, RecordingTable.recordings(connection))) {
      var file = files.get(window.recording().id());
      if (file != null) {
        var wanted = of(file, window.span());
        var there = Optional.ofNullable(imported.get(window.id()));
        if (!there
            .flatMap(Label::className)
            .equals(wanted.map(NewRecording.WindowLabel::className))) {
          if (there.isPresent()) {
            LabelTable.withdraw(connection, there.get(), now);
            withdrawn++;
          }
          wanted.ifPresent(
              label -> added.add(NewLabel.yes(window.id(), label.className(), label.source())));
        }
      }
    }
    LabelTable.add(connection, added, now);
    return new Update(added.size(), withdrawn);
  }
}
