package dev.earshot.cli.command;

import dev.earshot.Windows;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.collection.Collected;
import dev.earshot.collection.CollectionSettings;
import dev.earshot.collection.Collector;
import dev.earshot.collection.SoundCollection;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.Cutting;
import dev.earshot.data.Manifest;
import dev.earshot.file.OutputLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code earshot collect}: makes a collection of recordings, or adds to one. */
@Command(
    footer = {
      "",
      "The same command adds recordings that are new, reads those again that have changed,",
      "and continues after an interruption. Windows are 5 s long and begin every 2.5 s unless",
      "--window says otherwise. Labels of the data, such as the names of folders or label",
      "tracks beside the recordings, become labels of windows.",
      "",
      "Example:",
      "  earshot collect recordings --out yard.earshot",
      "  earshot train yard.earshot --out run"
    })
final class CollectCommand implements Callable<Integer> {
  private static final Windows USUAL = new Windows(5, 2.5);
  private static final int NAMED = 3;

  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private EncoderOption encoder;

  @Parameters(
      arity = "1..*",
      paramLabel = "DATA",
      description =
          "Audio files, or one of: a folder, with one sub-folder per class if it has labels; a .csv"
              + " with columns path[,label][,start,end]; a label track or selection table.")
  private List<Path> data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "The collection; it is made if it is not there.")
  private Path out;

  @Option(
      names = "--no-labels",
      description =
          "Take no labels from the data: names of folders are places or days, not classes.")
  private boolean noLabels;

  private record Result(
      String out,
      int recordings,
      int windows,
      int labels,
      List<String> classes,
      String encoder,
      Collected collected) {}

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(
        console,
        () -> collect(console),
        () -> "stopped. What was read is in " + out + "; the same command continues");
  }

  private int collect(Console console) throws IOException, InterruptedException {
    if (input.whole()) {
      throw new BadInputException(
          "%s %s: a collection is made of windows; choose their length, such as %s 5s"
              .formatted(WindowOptions.WINDOW, WindowOptions.WHOLE, WindowOptions.WINDOW));
    }
    for (var each : data) {
      if (ClipLoader.isTable(each)) {
        throw new BadInputException(each + ": is a table of vectors; expected recordings");
      }
      if (SoundCollection.isAt(each)) {
        throw new BadInputException(each + ": is a collection; expected recordings");
      }
    }
    var manifest = list();
    if (manifest.ignored() > 0) {
      console.note("Not audio, ignored: " + CliText.count(manifest.ignored(), "file"));
    }
    try (var _ = OutputLock.take(out);
        var cache = input.cache(console)) {
      var loader = input.loader(encoder.name(), Optional.of(input.cutting(USUAL)), cache);
      boolean isNew = !SoundCollection.isAt(out) || SoundCollection.isUnfinished(out);
      try (var collection = isNew ? create(loader, manifest, console) : open()) {
        return collect(collection, loader, manifest, console);
      } finally {
        if (isNew) {
          removeEmpty();
        }
      }
    }
  }

  private Manifest list() throws IOException {
    return noLabels || data.size() > 1
        ? Manifest.recordings(data)
        : Manifest.collected(data.getFirst());
  }

  private SoundCollection create(ClipLoader loader, Manifest manifest, Console console)
      throws IOException, InterruptedException {
    var name =
        loader.encoder().equals(ClipLoader.AUTO)
            ? InputOptions.choose(data.getFirst(), manifest, loader, console).encoder()
            : loader.encoder();
    var audio = KnownEncoders.named(name);
    return SoundCollection.create(
        out,
        new CollectionSettings(
            audio.name(), audio.dimension(), loader.cutting().orElseThrow().windows()));
  }

  private SoundCollection open() {
    var collection = SoundCollection.open(out);
    boolean done = false;
    try {
      input.requireSame(collection, encoder.name());
      done = true;
      return collection;
    } finally {
      if (!done) {
        collection.close();
      }
    }
  }

  /** Removes a collection that nothing was put into; another error may have left none. */
  private void removeEmpty() throws IOException {
    if (!SoundCollection.isAt(out) || SoundCollection.isUnfinished(out)) {
      return;
    }
    boolean empty;
    try (var collection = SoundCollection.open(out)) {
      empty = collection.recordings().isEmpty();
    }
    if (empty) {
      SoundCollection.delete(out);
    }
  }

  private int collect(
      SoundCollection collection, ClipLoader loader, Manifest manifest, Console console)
      throws IOException, InterruptedException {
    var extractor =
        new FeatureExtractor(
            KnownEncoders.named(collection.settings().encoder()),
            loader.threads(),
            loader.strict(),
            loader.maxSeconds(),
            loader.decoders(),
            loader.store());
    var collector = new Collector(extractor, loader.cutting().flatMap(Cutting::background));
    Collected collected;
    try (var progress = new InputOptions.Reading("Collecting recordings", console)) {
      collected = collector.collect(collection, data.getFirst(), manifest, progress);
    }
    tell(collected, console);
    var recordings = collection.recordings();
    if (recordings.isEmpty()) {
      throw new BadInputException(
          "%s: none of its recordings could be read; the first: %s"
              .formatted(data.getFirst(), collected.failures().getFirst()));
    }
    int windows = collection.windows().size();
    var states = collection.states().values();
    int labels = (int) states.stream().filter(state -> state.className().isPresent()).count();
    var result =
        new Result(
            out.toString(),
            recordings.size(),
            windows,
            labels,
            collection.classes(),
            collection.settings().encoder(),
            collected);
    console.result(result, () -> text(collection, result));
    return ExitCode.OK;
  }

  private static String text(SoundCollection collection, Result result) {
    return "%s: %s, %s, %s labelled (%s); %s added, %s"
        .formatted(
            result.out(),
            CliText.count(result.recordings(), "recording"),
            CliText.count(result.windows(), "window")
                + InputOptions.words(collection.settings().windows()).substring("windows".length()),
            result.labels(),
            CliText.count(result.classes().size(), "class").replace("classs", "classes"),
            result.collected().added(),
            result.collected().unchanged() + " there before");
  }

  private void tell(Collected collected, Console console) {
    InputOptions.gathered(collected.failures()).forEach(console::warn);
    collected.notes().forEach(console::warn);
    warn(collected.changed(), "changed and read again", console);
    if (collected.forgotten() > 0) {
      console.warn(
          "%s by people are for sound that is no longer there, and do not count"
              .formatted(CliText.count(collected.forgotten(), "label")));
    }
    warn(collected.moved(), "moved or renamed; labels are kept", console);
    warn(collected.missing(), "missing; windows and labels are kept", console);
    warnOfCopies(collected.copies(), console);
    if (collected.silent() > 0) {
      console.warn(CliText.count(collected.silent(), "window") + " without any sound");
    }
    if (collected.labels() > 0) {
      console.note(
          "%s from the data (--no-labels leaves them out)"
              .formatted(CliText.count(collected.labels(), "label")));
    }
    if (collected.withdrawn() > 0) {
      console.note(
          CliText.count(collected.withdrawn(), "label") + " withdrawn: the data has them no more");
    }
  }

  private static void warnOfCopies(List<String> copies, Console console) {
    if (!copies.isEmpty()) {
      int more = copies.size() - NAMED;
      console.warn(
          "%s with another, and stay with it on one side of every split: %s%s"
              .formatted(
                  copies.size() == 1
                      ? "1 recording shares sound"
                      : copies.size() + " recordings share sound",
                  CliText.list(copies.stream().limit(NAMED).toList()),
                  more > 0 ? " and %s more".formatted(more) : ""));
    }
  }

  private static void warn(List<String> names, String what, Console console) {
    if (!names.isEmpty()) {
      int more = names.size() - NAMED;
      console.warn(
          "%s %s: %s%s"
              .formatted(
                  CliText.count(names.size(), "recording"),
                  what,
                  CliText.list(names.stream().limit(NAMED).toList()),
                  more > 0 ? " and %s more".formatted(more) : ""));
    }
  }
}
