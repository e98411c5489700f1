package dev.earshot.cli.command;

import dev.earshot.Dataset;
import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.audio.extract.FeatureStore;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.Progress;
import dev.earshot.collection.SoundCollection;
import dev.earshot.data.ClipId;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.Cutting;
import dev.earshot.data.EncoderChoice;
import dev.earshot.data.FeatureCache;
import dev.earshot.data.Manifest;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of reading clips, and the reading itself. */
final class InputOptions {
  /** Description of the parameter DATA. */
  static final String DATA =
      "A folder with one sub-folder per class ('unlabelled' holds clips without a label), a .csv"
          + " with columns path,label[,start,end][,split][,group], an .npz with arrays x, y, or a"
          + " collection ('earshot collect').";

  /** Description of the parameter DATA where no labels are needed. */
  static final String UNLABELLED_DATA =
      "Audio files, or one of: a folder of clips, a .csv that lists clips, an .npz with an array x,"
          + " a collection.";

  /** Description of the parameter RUN. */
  static final String RUN = "The folder of a run that 'earshot train' wrote, or a model file.";

  /** Precedes the mark in an encoder's name that tells its network from all others. */
  private static final String MARK = "@";

  /** The encoder of a table that names none. */
  static final String UNKNOWN_ENCODER = "npz";

  @Mixin private ReadingOptions reading;
  @Mixin private WindowOptions windows;

  @Option(
      names = "--max-seconds",
      paramLabel = "N",
      converter = AtLeastOne.class,
      defaultValue = "" + SoundReader.DEFAULT_MAX_SECONDS,
      description =
          "A clip that lasts longer cannot be read (default: ${DEFAULT-VALUE}); recordings that are"
              + " cut into windows may. A second takes up to 130 kB of memory in each thread.")
  private int maxSeconds;

  @Option(
      names = "--background",
      paramLabel = "NAME",
      description =
          "With --window: the class of windows that no labelled stretch touches, in recordings"
              + " whose labels say where they hold (default: such windows have no label).")
  private Optional<String> background = Optional.empty();

  @Option(
      names = "--no-cache",
      description =
          "Encode all clips, and keep nothing of them. Otherwise features of clips that were"
              + " encoded before come from the cache ('earshot cache').")
  private boolean noCache;

  /**
   * Clips as a table of vectors.
   *
   * @param data the clips that could be read
   * @param skipped number of clips that could not be read
   * @param choice how the encoder was chosen; empty if it was named, or none was needed
   */
  record Input(Dataset data, int skipped, Optional<EncoderChoice> choice) {}

  int threads() {
    return reading.threads();
  }

  /** Reads clips or a table; prints what was left out. */
  Input read(Path data, String encoder, Console console) throws IOException, InterruptedException {
    var input = read(List.of(data), encoder, cutting(), console);
    tellUnused(data, encoder, input.data(), console);
    return input;
  }

  /** Names the options that have no use because there are vectors already. */
  private void tellUnused(Path data, String encoder, Dataset clips, Console console) {
    if (!isCut(data)) {
      return;
    }
    var unused = new ArrayList<String>();
    if (!encoder.equals(ClipLoader.AUTO) && ClipLoader.isTable(data)) {
      unused.add("--encoder " + encoder);
    }
    if (windows.isGiven() && (windows.whole() || ClipLoader.isTable(data))) {
      unused.add(WindowOptions.WINDOW);
    }
    background.ifPresent(_ -> unused.add("--background"));
    if (!unused.isEmpty()) {
      console.warn(
          "%s %s not used: %s has vectors of %s already"
              .formatted(
                  CliText.list(unused),
                  unused.size() == 1 ? "is" : "are",
                  data,
                  clips.encoder().equals(UNKNOWN_ENCODER) ? "its own" : clips.encoder()));
    }
  }

  private Input read(List<Path> data, String encoder, Optional<Cutting> how, Console console)
      throws IOException, InterruptedException {
    if (data.size() == 1 && SoundCollection.isAt(data.getFirst())) {
      return stored(data.getFirst(), encoder, console);
    }
    Optional<EncoderChoice> choice = Optional.empty();
    ClipLoader.Loaded loaded;
    try (var cache = new Cache(noCache, console)) {
      var loader = loader(encoder, how, cache);
      if (loader.chooses(data.getFirst())) {
        choice = Optional.of(choose(data.getFirst(), loader, console));
        loader = loader.withEncoder(choice.get().encoder());
      }
      try (var progress = new Reading("Reading clips", console)) {
        loaded =
            data.size() == 1
                ? loader.load(data.getFirst(), progress)
                : loader.loadFiles(data, progress);
      }
    }
    gathered(loaded.failures()).forEach(console::warn);
    var skipped = loaded.failures().size();
    if (skipped > 0) {
      console.warn(
          "%s of %s could not be read and %s left out"
              .formatted(
                  CliText.count(skipped, "clip"),
                  skipped + loaded.dataset().rows(),
                  skipped == 1 ? "is" : "are"));
    }
    if (loaded.ignored() > 0) {
      console.note("Not audio, ignored: " + CliText.count(loaded.ignored(), "file"));
    }
    loaded.notes().forEach(console::warn);
    noteGroups(loaded.dataset(), console);
    return new Input(loaded.dataset(), skipped, choice);
  }

  private static void noteGroups(Dataset clips, Console console) {
    long groups = clips.groups().stream().flatMap(List::stream).distinct().count();
    if (ClipId.areStretches(clips) && groups > 1) {
      console.note(
          "%s of %s recordings or groups; those of one stay together when clips are held out"
              .formatted(CliText.count(clips.rows(), "clip"), groups));
    }
  }

  /** What a collection has already. */
  private Input stored(Path folder, String encoder, Console console) throws IOException {
    try (var collection = SoundCollection.open(folder)) {
      requireSame(collection, encoder);
      var clips = collection.dataset();
      noteGroups(clips, console);
      return new Input(clips, 0, Optional.empty());
    }
  }

  /**
   * Checks that a collection has what the options ask for.
   *
   * @throws BadInputException if its encoder or windows are others
   */
  void requireSame(SoundCollection collection, String encoder) {
    var settings = collection.settings();
    if (!encoder.equals(ClipLoader.AUTO)
        && !encoder.equals(settings.encoder())
        && !KnownEncoders.named(encoder).name().equals(settings.encoder())) {
      throw new BadInputException(
          "%s: has vectors of encoder %s, not of %s; make another collection for these"
              .formatted(collection.folder(), settings.encoder(), encoder));
    }
    var asked = windows.chosen();
    if (asked.isPresent() && !asked.get().equals(settings.windows())) {
      throw new BadInputException(
          "%s: has %s; make another collection for other windows"
              .formatted(collection.folder(), words(settings.windows())));
    }
  }

  /** Windows in words. */
  static String words(Windows windows) {
    return "windows of %s s every %s s"
        .formatted(Span.text(windows.seconds()), Span.text(windows.hop()));
  }

  /** What reads clips by these options. */
  ClipLoader loader(String encoder, Optional<Cutting> how, Cache cache) {
    return new ClipLoader(
        encoder, threads(), reading.strict(), maxSeconds, reading.decoders(), how, cache.store());
  }

  /** Opens the cache, if it is to be used. */
  Cache cache(Console console) {
    return new Cache(noCache, console);
  }

  /** The cache of features while clips are read. Closing says what is wrong with it. */
  static final class Cache implements AutoCloseable {
    private final Optional<FeatureCache> cache;
    private final Console console;

    private Cache(boolean none, Console console) {
      this.cache = none ? Optional.empty() : FeatureCache.ofThisMachine();
      this.console = console;
    }

    private Optional<FeatureStore> store() {
      return cache.map(FeatureStore.class::cast);
    }

    @Override
    public void close() {
      cache.ifPresent(FeatureCache::close);
      cache.flatMap(FeatureCache::problem).ifPresent(console::warn);
    }
  }

  private static EncoderChoice choose(Path data, ClipLoader loader, Console console)
      throws IOException, InterruptedException {
    return told(console, trying -> loader.choose(data, trying));
  }

  /** Chooses an encoder for clips that need not have labels. */
  static EncoderChoice choose(Path data, Manifest manifest, ClipLoader loader, Console console)
      throws IOException, InterruptedException {
    return told(console, trying -> loader.choose(data, manifest, trying));
  }

  /** Chooses an encoder by clips. */
  @FunctionalInterface
  private interface Choosing {
    EncoderChoice choose(FeatureExtractor.Progress progress)
        throws IOException, InterruptedException;
  }

  private static EncoderChoice told(Console console, Choosing choosing)
      throws IOException, InterruptedException {
    EncoderChoice choice;
    try (var trying = new Reading("Trying encoders on clips", console)) {
      choice = choosing.choose(trying);
    }
    choice.leftOut().forEach(console::warn);
    console.note(choice.line());
    return choice;
  }

  private Optional<Cutting> cutting() {
    if (windows.chosen().isEmpty() && background.isPresent()) {
      throw new BadInputException("--background needs " + WindowOptions.WINDOW);
    }
    return windows.chosen().map(each -> new Cutting(each, background));
  }

  /** Whether whole clips are asked for. */
  boolean whole() {
    return windows.whole();
  }

  /** The same for a model, whose own windows count if none are chosen. */
  private Optional<Cutting> cutting(List<Path> data, Optional<Windows> ofModel, Console console) {
    boolean cut = data.size() == 1 && isCut(data.getFirst());
    if (cut || windows.whole() || windows.chosen().isPresent() || ofModel.isEmpty()) {
      return cutting();
    }
    console.note(
        "Recordings are cut into %s, as in the training ('%s %s' for whole files)"
            .formatted(words(ofModel.get()), WindowOptions.WINDOW, WindowOptions.WHOLE));
    return ofModel.map(this::cutting);
  }

  /** Whether it has vectors, so that nothing is to be cut. */
  private static boolean isCut(Path data) {
    return ClipLoader.isTable(data) || SoundCollection.isAt(data);
  }

  /** How recordings are cut: in these windows unless others are chosen. */
  Cutting cutting(Windows usual) {
    return new Cutting(windows.chosen().orElse(usual), background);
  }

  /** The lines, with one for all clips of a format that nothing here reads. */
  static List<String> gathered(List<String> failures) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (var line : failures) {
      int end = line.lastIndexOf(SoundDecoders.NOTHING_READS);
      var reason = end < 0 ? line : line.substring(line.lastIndexOf(": is ", end));
      byReason.computeIfAbsent(reason, _ -> new ArrayList<>()).add(line);
    }
    return byReason.values().stream()
        .map(lines ->
            lines.size() == 1
                ? lines.getFirst()
                : "%s (and %s like it)"
                    .formatted(lines.getFirst(), CliText.count(lines.size() - 1, "other clip")))
        .toList();
  }

  /**
   * Reads clips or a table in the features that the model was trained on.
   *
   * @param ofModel the windows in which the model's recordings were cut, if they were
   * @throws BadInputException if the features cannot be those of the model
   */
  Input read(Path data, TrainedModel model, Optional<Windows> ofModel, Console console)
      throws IOException, InterruptedException {
    return read(List.of(data), model, ofModel, console);
  }

  /** The same for one folder or table, or for several audio files. */
  Input read(List<Path> all, TrainedModel model, Optional<Windows> ofModel, Console console)
      throws IOException, InterruptedException {
    return read(all, model.encoder(), model.columns(), ofModel, console);
  }

  /**
   * Reads clips for a model.
   *
   * @param encoder the model's encoder
   * @param columns the number of features that the model takes
   * @param ofModel the windows in which the model's recordings were cut, if they were
   */
  Input read(
      List<Path> all, String encoder, int columns, Optional<Windows> ofModel, Console console)
      throws IOException, InterruptedException {
    var data = all.getFirst();
    var table = ClipLoader.isTable(data);
    if (!table && encoder.equals(UNKNOWN_ENCODER)) {
      throw new BadInputException(
          "%s: the model was trained on vectors from an .npz file, not on audio; give it an .npz"
              .formatted(data));
    }
    var input = read(all, encoder, cutting(all, ofModel, console), console);
    var clips = input.data();
    if (clips.columns() != columns) {
      throw new BadInputException(
          "%s: vectors have %s values, the model takes %s (encoder %s)"
              .formatted(data, clips.columns(), columns, encoder));
    }
    if (!List.of(encoder, UNKNOWN_ENCODER).contains(clips.encoder())) {
      if (clips.encoder().contains(MARK) && encoder.contains(MARK)) {
        throw new BadInputException(
            "%s: the vectors are of encoder %s, the model was trained on %s; encode the clips with that"
                .formatted(data, clips.encoder(), encoder));
      }
      console.warn(
          "%s: the vectors are of encoder %s, the model was trained on %s"
              .formatted(data, clips.encoder(), encoder));
    }
    return input;
  }

  /** Shows progress once the first clip is read; shows nothing for a table. */
  static final class Reading implements FeatureExtractor.Progress, AutoCloseable {
    private final String task;
    private final Console console;
    private final long begin = System.nanoTime();
    private Optional<Progress> shown = Optional.empty();

    Reading(String task, Console console) {
      this.task = task;
      this.console = console;
    }

    @Override
    public void update(int done, int total) {
      if (shown.isEmpty()) {
        shown = Optional.of(console.progress(task, total, begin));
      }
      shown.get().step();
    }

    @Override
    public void close() {
      shown.ifPresent(Progress::close);
    }
  }
}
