package dev.earshot.cli.command;

import dev.earshot.DataException;
import dev.earshot.Detection;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.windows.WindowReader;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.LabelCsv;
import dev.earshot.collection.Recording;
import dev.earshot.collection.SoundCollection;
import dev.earshot.collection.WindowState;
import dev.earshot.data.ClipId;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.DatasetNpz;
import dev.earshot.data.Manifest;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.file.FileNames;
import dev.earshot.model.DetectionFormat;
import dev.earshot.model.RecordingDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code earshot export}: writes the labels of a collection for other programs. */
@Command(
    footer = {
      "",
      "csv has a row for each label, also for 'not this', 'something else' and skipped",
      "windows; commands that take DATA read it. raven is a selection table, audacity a",
      "folder of label tracks, folder the labelled windows as .wav in a folder for each",
      "class, npz all windows with vectors and labels.",
      "",
      "Example:",
      "  earshot export yard.earshot --out labels.csv",
      "  earshot export yard.earshot --format raven --out yard.Table.1.selections.txt"
    })
final class ExportCommand implements Callable<Integer> {
  private static final String WAV = ".wav";

  @Mixin private CommonOptions common;
  @Mixin private ReadingOptions reading;

  @Parameters(index = "0", paramLabel = "COLLECTION", description = "The collection.")
  private Path source;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write; for audacity and folder, a folder.")
  private Path out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      converter = Formats.class,
      description = "csv, raven, audacity, folder or npz (default: ${DEFAULT-VALUE}).")
  private Format format;

  /** What can be written. */
  enum Format {
    CSV,
    RAVEN,
    AUDACITY,
    FOLDER,
    NPZ
  }

  /** Parses the name of a format. */
  static final class Formats implements ITypeConverter<Format> {
    @Override
    public Format convert(String value) {
      return Stream.of(Format.values())
          .filter(format -> format.name().equalsIgnoreCase(value.strip()))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "'%s'; expected csv, raven, audacity, folder or npz".formatted(value)));
    }
  }

  private record Result(String out, int labels) {}

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(
        console, () -> export(console), () -> "stopped. Nothing was written to " + out);
  }

  private int export(Console console) throws IOException {
    if (format == Format.NPZ && !ClipLoader.isTable(out)) {
      throw new BadInputException(out + ": expected a name that ends in .npz");
    }
    try (var collection = SoundCollection.open(source)) {
      int labels =
          switch (format) {
            case CSV -> csv(collection);
            case NPZ -> table(collection);
            case RAVEN -> stretches(collection, DetectionFormat.RAVEN);
            case AUDACITY -> stretches(collection, DetectionFormat.AUDACITY);
            case FOLDER -> clips(collection, console);
          };
      console.result(
          new Result(out.toString(), labels),
          () -> "%s: %s".formatted(CliText.count(labels, "label"), out));
    }
    return ExitCode.OK;
  }

  private int csv(SoundCollection collection) throws IOException {
    try (var _ = OutputChecks.requireFile(out)) {
      return LabelCsv.write(collection, out);
    }
  }

  private int table(SoundCollection collection) throws IOException {
    try (var _ = OutputChecks.requireFile(out)) {
      var table = collection.dataset();
      DatasetNpz.write(table, out);
      return (int) IntStream.of(table.labels()).filter(i -> i >= 0).count();
    }
  }

  /** A labelled window with its class. */
  private record Labelled(CollectedWindow window, String className) {}

  private static Map<Recording, List<Labelled>> labelled(SoundCollection collection) {
    var states = collection.states();
    var labelled = new LinkedHashMap<Recording, List<Labelled>>();
    for (var window : collection.windows()) {
      states
          .getOrDefault(window.id(), WindowState.NONE)
          .className()
          .ifPresent(name ->
              labelled
                  .computeIfAbsent(window.recording(), _ -> new ArrayList<>())
                  .add(new Labelled(window, name)));
    }
    if (labelled.isEmpty()) {
      throw new BadInputException(
          collection.folder() + ": no window is of a class yet; nothing to export");
    }
    return labelled;
  }

  private int stretches(SoundCollection collection, DetectionFormat how) throws IOException {
    var rates = collection.sampleRates();
    var labelled = labelled(collection);
    int labels = 0;
    // Raven counts begin and end through all recordings, so each takes part.
    var recordings =
        how == DetectionFormat.RAVEN ? collection.recordings() : List.copyOf(labelled.keySet());
    var clips = recordings.stream().map(ExportCommand::clip).toList();
    try (var target = DetectionTarget.open(out, how, clips, List.of())) {
      for (int i = 0; i < clips.size(); i++) {
        var recording = recordings.get(i);
        var found =
            labelled.getOrDefault(recording, List.of()).stream()
                .map(each -> new Detection(each.window().span(), each.className(), 1))
                .toList();
        labels += found.size();
        int rate = rates.getOrDefault(recording.id(), 0);
        target.add(clips.get(i), new RecordingDetector.Heard(found, recording.seconds(), rate));
      }
      target.commit();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return labels;
  }

  private static Manifest.Clip clip(Recording recording) {
    return new Manifest.Clip(
        recording.path(),
        recording.name(),
        Optional.empty(),
        recording.part(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Writes each labelled window as a clip into the folder of its class. */
  private int clips(SoundCollection collection, Console console) throws IOException {
    var labelled = labelled(collection);
    var reader =
        new WindowReader(collection.settings().windows(), OptionalInt.empty(), reading.decoders());
    int written = 0;
    OutputChecks.requireFolderOf(out, WAV);
    try (var folder = AtomicDirectory.create(out)) {
      var taken = new HashSet<Path>();
      for (var entry : labelled.entrySet()) {
        var wanted = new HashMap<Double, Labelled>();
        entry.getValue().forEach(each -> wanted.put(each.window().span().start(), each));
        try {
          reader.read(
              entry.getKey().path(),
              window -> {
                var label = wanted.remove(window.span().start());
                if (label != null) {
                  write(folder.path(), label, window.sound(), taken);
                }
              });
          written += entry.getValue().size() - wanted.size();
        } catch (DataException e) {
          if (reading.strict()) {
            throw e;
          }
          console.warn(e.getMessage());
        }
      }
      if (written == 0) {
        throw new BadInputException(collection.folder() + ": no labelled window could be read");
      }
      folder.commit();
    }
    return written;
  }

  private static void write(Path folder, Labelled label, Waveform sound, Set<Path> taken) {
    var window = label.window();
    var name = new ClipId(window.recording().name(), Optional.of(window.span())).toString();
    var parent = folder.resolve(FileNames.plain(label.className(), ""));
    var plain = FileNames.plain(name, WAV);
    var file = parent.resolve(plain + WAV);
    for (int i = 2; !taken.add(file); i++) {
      file = parent.resolve(plain + "-" + i + WAV);
    }
    try {
      Files.createDirectories(parent);
      WavFile.write(file, sound);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
