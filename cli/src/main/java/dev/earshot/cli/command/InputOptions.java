package dev.earshot.cli.command;

import dev.earshot.audio.FeatureExtractor;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.Progress;
import dev.earshot.data.Dataset;
import dev.earshot.data.DatasetLoader;
import dev.earshot.model.SoundModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How clips are read. */
final class InputOptions {
  /** What DATA may be, for the commands' help. */
  static final String DATA =
      "A folder with one sub-folder per class ('unlabelled' holds clips without a label), a .csv"
          + " with columns path,label[,split][,group], or an .npz with arrays x, y.";

  /** What RUN may be, for the commands' help. */
  static final String RUN = "The folder of a run that 'earshot train' wrote, or a model file.";

  /** What a table calls its encoder when it states none. */
  private static final String UNKNOWN_ENCODER = "npz";

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many clips are read, and runs trained, at a time (default: as many as there are"
              + " cores). Results do not depend on it.")
  private Optional<Integer> threads;

  @Option(
      names = "--strict",
      description = "Stop at the first clip that cannot be read. Otherwise it is left out.")
  private boolean strict;

  /**
   * A table and how many clips were left out of it.
   *
   * @param data the clips that could be read
   * @param skipped number of clips that could not
   */
  record Input(Dataset data, int skipped) {}

  int threads() {
    return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /** Reads clips or a table, and says what was left out. */
  Input read(Path data, String encoder, Console console) throws IOException, InterruptedException {
    DatasetLoader.Loaded loaded;
    try (var reading = new Reading(console)) {
      loaded = new DatasetLoader(encoder, threads(), strict).load(data, reading);
    }
    loaded.failures().forEach(console::warn);
    var skipped = loaded.failures().size();
    if (skipped > 0) {
      console.warn(
          "%s of %d could not be read and %s left out"
              .formatted(
                  CliText.count(skipped, "clip"),
                  skipped + loaded.dataset().rows(),
                  skipped == 1 ? "is" : "are"));
    }
    if (loaded.ignored() > 0) {
      console.note("Not audio, not looked at: " + CliText.count(loaded.ignored(), "file"));
    }
    return new Input(loaded.dataset(), skipped);
  }

  /** Reads clips or a table for a model: in the features that it was trained on. */
  Input read(Path data, SoundModel model, Console console)
      throws IOException, InterruptedException {
    var table = DatasetLoader.isTable(data);
    if (!table && model.encoder().equals(UNKNOWN_ENCODER)) {
      throw new BadInputException(
          "%s: the model was trained on vectors from an .npz file, not on audio; give it an .npz"
              .formatted(data));
    }
    var input = read(data, model.encoder(), console);
    var clips = input.data();
    if (clips.columns() != model.columns()) {
      throw new BadInputException(
          "%s: array 'x' has %d columns, the model takes %d (encoder %s)"
              .formatted(data, clips.columns(), model.columns(), model.encoder()));
    }
    if (!List.of(model.encoder(), UNKNOWN_ENCODER).contains(clips.encoder())) {
      console.warn(
          "%s: its vectors are of encoder %s, the model was trained on %s"
              .formatted(data, clips.encoder(), model.encoder()));
    }
    return input;
  }

  /** Shows how many clips are done; nothing for a table. */
  private static final class Reading implements FeatureExtractor.Progress, AutoCloseable {
    private final Console console;
    private Optional<Progress> shown = Optional.empty();

    Reading(Console console) {
      this.console = console;
    }

    @Override
    public void update(int done, int total) {
      if (shown.isEmpty()) {
        shown = Optional.of(console.progress("Reading clips", total));
      }
      shown.get().step();
    }

    @Override
    public void close() {
      shown.ifPresent(Progress::close);
    }
  }
}
