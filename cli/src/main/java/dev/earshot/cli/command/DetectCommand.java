package dev.earshot.cli.command;

import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.Progress;
import dev.earshot.collection.SoundCollection;
import dev.earshot.data.ClassNames;
import dev.earshot.data.DatasetLoader;
import dev.earshot.data.Manifest;
import dev.earshot.model.DetectionFormat;
import dev.earshot.model.LabelsModel;
import dev.earshot.model.SoundClassifier;
import dev.earshot.model.SoundDetector;
import dev.earshot.model.SoundModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code earshot detect}: finds sounds in recordings. */
@Command(
    footer = {
      "",
      "Windows are those that the model was trained with. For a model of whole clips they",
      "are as long as its median clip and overlap by half. Detections of one class in",
      "windows that overlap or touch become one, with the greatest probability.",
      "",
      "Example:",
      "  earshot detect my-run recordings --out detections.csv",
      "  earshot detect my-run night.flac --format audacity --out night.txt"
    })
final class DetectCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private ReadingOptions reading;
  @Mixin private WindowOptions windowOptions;
  @Mixin private BackendOption backendOption;

  @Parameters(index = "0", paramLabel = "RUN", description = InputOptions.RUN)
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "RECORDINGS",
      description =
          "Audio files, a folder that is searched for them, a .csv that lists them, or a"
              + " collection.")
  private List<Path> data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "Where to write the detections. With --format audacity a folder, which gets a label track"
              + " for each recording, or for one recording a name that ends in .txt.")
  private Path out;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "The least probability of a detection (default: "
              + SoundDetector.THRESHOLD
              + "; each class's own if clips have several labels).")
  private Optional<Double> threshold = Optional.empty();

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      converter = Formats.class,
      description =
          "csv: a table of path, start, end, class, probability; raven: a selection table;"
              + " audacity: label tracks (default: ${DEFAULT-VALUE}).")
  private DetectionFormat format;

  @Option(
      names = "--background",
      paramLabel = "NAMES",
      split = ",",
      description = "Classes that are not to be reported, such as background.")
  private List<String> background = List.of();

  /** Parses the name of a format. */
  static final class Formats implements ITypeConverter<DetectionFormat> {
    @Override
    public DetectionFormat convert(String value) {
      var all = DetectionFormat.values();
      return Stream.of(all)
          .filter(format -> format.word().equals(value.strip().toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "'%s'; expected one of %s"
                      .formatted(
                          value,
                          CliText.list(Stream.of(all).map(DetectionFormat::word).toList()))));
    }
  }

  private record Result(
      String out,
      int recordings,
      int skipped,
      double seconds,
      int detections,
      TreeMap<String, Integer> classes) {}

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(
        console, () -> detect(console), () -> "stopped. Nothing was written to " + out);
  }

  private int detect(Console console) throws IOException, InterruptedException {
    SoundClassifier model = LabelsModel.isAt(run) ? LabelsModel.load(run) : SoundModel.load(run);
    if (model.encoder().equals(InputOptions.UNKNOWN_ENCODER)) {
      throw new BadInputException(
          run + ": the model was trained on vectors from an .npz file, not on audio");
    }
    if (threshold.isPresent() && precision.wanted().isPresent()) {
      throw new BadInputException(
          "--threshold and %s: each says how sure a detection must be; give one of them"
              .formatted(PrecisionOption.NAME));
    }
    precision.say(model, run, console);
    var windows = windows(model);
    var provider = backendOption.choose(console);
    var detector =
        new SoundDetector(
            model,
            windows,
            threshold
                .map(same -> Collections.nCopies(model.classes().size(), same))
                .orElseGet(() -> model.detectionThresholds(precision.wanted())),
            ignored(model),
            reading.threads(),
            reading.decoders(),
            provider.name());
    var recordings = recordings(console);
    console.note(
        "%s, in %s"
            .formatted(
                CliText.count(recordings.clips().size(), "recording"),
                InputOptions.words(windows)));
    try (var target = DetectionTarget.open(out, format, recordings.clips(), data)) {
      return detect(detector, recordings, target, console);
    }
  }

  private Windows windows(SoundClassifier model) {
    if (windowOptions.whole()) {
      throw new BadInputException(
          "%s %s: 'detect' needs windows; 'predict' takes whole files"
              .formatted(WindowOptions.WINDOW, WindowOptions.WHOLE));
    }
    return windowOptions
        .chosen()
        .or(model::windows)
        .orElseThrow(() ->
            new BadInputException(
                "%s: the model does not know how long its clips were: give %s, about as long as they were, such as %s 5s"
                    .formatted(run, WindowOptions.WINDOW, WindowOptions.WINDOW)));
  }

  private Set<String> ignored(SoundClassifier model) {
    var names = new ArrayList<String>();
    for (var name : background) {
      int index = ClassNames.indexOf(model.classes(), name);
      if (index < 0) {
        throw new BadInputException(
            "--background: the model has no class '%s'; its classes are %s"
                .formatted(name, CliText.list(model.classes())));
      }
      names.add(model.classes().get(index));
    }
    return Set.copyOf(names);
  }

  private Manifest recordings(Console console) throws IOException {
    for (var each : data) {
      if (DatasetLoader.isTable(each)) {
        throw new BadInputException(each + ": is a table of vectors; expected recordings");
      }
    }
    var found = listed();
    if (reading.strict() && !found.failures().isEmpty()) {
      throw new BadInputException(found.failures().getFirst());
    }
    InputOptions.gathered(found.failures()).forEach(console::warn);
    if (found.ignored() > 0) {
      console.note("Not audio, ignored: " + CliText.count(found.ignored(), "file"));
    }
    return found;
  }

  private Manifest listed() throws IOException {
    if (data.size() > 1 || !SoundCollection.isAt(data.getFirst())) {
      return Manifest.recordings(data);
    }
    try (var collection = SoundCollection.open(data.getFirst())) {
      return collection.manifest();
    }
  }

  private int detect(
      SoundDetector detector, Manifest recordings, DetectionTarget target, Console console)
      throws IOException, InterruptedException {
    var clips = recordings.clips();
    var failures = new ArrayList<String>();
    var classes = new TreeMap<String, Integer>();
    var seconds = new double[1];
    try (var progress = console.progress("Seconds of sound heard", Progress.UNKNOWN)) {
      var whole = new WholeSeconds(progress);
      detector.detect(
          clips.stream().map(Manifest.Clip::path).toList(),
          new SoundDetector.Listener() {
            @Override
            public void heard(double more) {
              whole.add(more);
            }

            @Override
            public void done(int index, SoundDetector.Outcome outcome) {
              switch (outcome) {
                case SoundDetector.Failed failed -> {
                  if (reading.strict()) {
                    throw new BadInputException(failed.message());
                  }
                  failures.add(failed.message());
                }
                case SoundDetector.Heard heard -> {
                  target.add(clips.get(index), heard);
                  seconds[0] += heard.seconds();
                  heard.detections().forEach(d -> classes.merge(d.className(), 1, Integer::sum));
                }
              }
            }
          });
    }
    int read = clips.size() - failures.size();
    InputOptions.gathered(failures).forEach(console::warn);
    if (read == 0) {
      throw new BadInputException(
          "%s: none of its %s could be read; the first: %s"
              .formatted(
                  data.getFirst(), CliText.count(clips.size(), "recording"), failures.getFirst()));
    }
    target.commit();
    int skipped = recordings.failures().size() + failures.size();
    int detections = classes.values().stream().mapToInt(Integer::intValue).sum();
    console.result(
        new Result(out.toString(), read, skipped, seconds[0], detections, classes),
        () ->
            "%s in %s of %s s%s: %s"
                .formatted(
                    CliText.count(detections, "detection"),
                    CliText.count(read, "recording"),
                    Span.text(seconds[0]),
                    classes.isEmpty() ? "" : " (" + counts(classes) + ")",
                    out));
    return ExitCode.OK;
  }

  private static String counts(TreeMap<String, Integer> classes) {
    return CliText.list(
        classes.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList());
  }

  /** Reports whole seconds of what is heard on any thread. */
  private static final class WholeSeconds {
    private final Progress progress;
    private double heard;
    private long shown;

    WholeSeconds(Progress progress) {
      this.progress = progress;
    }

    synchronized void add(double seconds) {
      heard += seconds;
      long whole = (long) heard;
      progress.step(whole - shown);
      shown = whole;
    }
  }
}
