package dev.earshot.experiments;

import dev.earshot.experiments.data.DataSources;
import dev.earshot.audio.WavFile;
import dev.earshot.audio.Waveform;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.cli.demo.SyntheticSounds;
import dev.earshot.data.Dataset;
import dev.earshot.data.Part;
import dev.earshot.method.Recipe;
import dev.earshot.nn.OptimizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Data and recipes that take a moment. */
final class TinyData {
  private static final SyntheticSounds SOUNDS = new SyntheticSounds(3);

  private TinyData() {}

  /** A table of three classes, each a Gaussian blob. */
  static Path table(Path file) throws IOException {
    var random = new Random(5);
    int columns = 6;
    int rows = 75;
    var labels = IntStream.range(0, rows).map(row -> row % 3).toArray();
    var x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      int centre = labels[i / columns] == i % 3 ? 2 : 0;
      x[i] = centre + 0.7f * (float) random.nextGaussian();
    }
    new Dataset(
            x,
            columns,
            labels,
            List.of("a", "b", "c"),
            IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
            Collections.nCopies(rows, Part.NONE),
            Optional.empty(),
            "npz")
        .writeNpz(file);
    return file;
  }

  /** A folder of clips of two kinds. */
  static Path clips(Path folder) throws IOException {
    for (var kind : List.of(SoundKind.SIREN, SoundKind.RAIN)) {
      Files.createDirectories(folder.resolve(kind.label()));
      for (int i = 0; i < 12; i++) {
        write(folder.resolve(kind.label()).resolve(i + ".wav"), SOUNDS.clip(kind, i));
      }
    }
    return folder;
  }

  /** A folder with the five noises in {@code noisex}. */
  static Path noises(Path root) throws IOException {
    Files.createDirectories(root.resolve("noisex"));
    for (int i = 0; i < DataSources.NOISES.size(); i++) {
      write(
          root.resolve("noisex").resolve(DataSources.NOISES.get(i) + ".wav"),
          SOUNDS.clip(SoundKind.ENGINE, i));
    }
    return root;
  }

  private static void write(Path file, float[] samples) throws IOException {
    WavFile.write(file, new Waveform(samples, SyntheticSounds.SAMPLE_RATE));
  }

  /** An own recipe of the engine, with no more than a few steps. */
  static Recipe recipe(String name) {
    var recipe = Recipe.named(name);
    var given = recipe.optimizer();
    boolean byEpochs = given.epochs() > 0;
    return recipe.withOptimizer(
        new OptimizerSettings(
            given.learningRate(),
            given.weightDecay(),
            given.averageDecay(),
            byEpochs ? 2 : 0,
            byEpochs ? 0 : 6,
            given.validateEvery(),
            given.patience()));
  }
}
