package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.data.Manifest;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.file.AtomicFile;
import dev.earshot.file.FileNames;
import dev.earshot.model.DetectionFormat;
import dev.earshot.model.RecordingDetector;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Where detections are written: a file for all recordings, or a folder with a file for each. */
sealed interface DetectionTarget extends Closeable {
  String TRACK = ".txt";

  /**
   * Opens the output; nothing is in its place before {@link #commit}.
   *
   * @throws BadInputException if the output does not fit the format
   */
  static DetectionTarget open(
      Path out, DetectionFormat format, List<Manifest.Clip> recordings, List<Path> inputs)
      throws IOException {
    boolean track = out.toString().toLowerCase(Locale.ROOT).endsWith(TRACK);
    if (format != DetectionFormat.AUDACITY || track && recordings.size() == 1) {
      return new OneFile(out, format, inputs);
    }
    if (track || Files.isRegularFile(out)) {
      throw new BadInputException(
          "%s: the label tracks of %s recordings need a folder".formatted(out, recordings.size()));
    }
    return new Folder(out, format);
  }

  /** Adds a recording. A failure to write is an {@link UncheckedIOException}. */
  void add(Manifest.Clip recording, RecordingDetector.Heard heard);

  /** Puts the output in its place. */
  void commit() throws IOException;

  /** A table of all recordings. The text is kept until the end, to be written at once. */
  final class OneFile implements DetectionTarget {
    private final Path out;
    private final Closeable lock;
    private final StringWriter text = new StringWriter();
    private final DetectionFormat.Table table;

    OneFile(Path out, DetectionFormat format, List<Path> inputs) throws IOException {
      this.out = out;
      this.lock = OutputChecks.requireFile(out, inputs.toArray(Path[]::new))::close;
      this.table = format.new Table(text);
    }

    @Override
    public void add(Manifest.Clip recording, RecordingDetector.Heard heard) {
      try {
        table.add(recording.id(), recording.path(), heard);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void commit() throws IOException {
      AtomicFile.write(out, to -> to.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
      lock.close();
    }
  }

  /** A label track for each recording. */
  final class Folder implements DetectionTarget {
    private final DetectionFormat format;
    private final AtomicDirectory folder;
    private final Set<Path> taken = new HashSet<>();

    Folder(Path out, DetectionFormat format) throws IOException {
      this.format = format;
      OutputChecks.requireFolderOf(out, TRACK);
      this.folder = AtomicDirectory.create(out);
    }

    @Override
    public void add(Manifest.Clip recording, RecordingDetector.Heard heard) {
      try {
        var file = folder.path().resolve(name(recording.id()));
        Files.createDirectories(file.getParent());
        try (var out = Files.newBufferedWriter(file)) {
          format.new Table(out).add(recording.id(), recording.path(), heard);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A name inside of the folder that no other recording has. */
    private Path name(String id) {
      var free = FileNames.inside(id, TRACK);
      for (int i = 2; !taken.add(free); i++) {
        free = FileNames.inside(id, "-%s%s".formatted(i, TRACK));
      }
      return free;
    }

    @Override
    public void commit() throws IOException {
      folder.commit();
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }
}
