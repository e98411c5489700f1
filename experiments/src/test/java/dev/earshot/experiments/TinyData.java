package dev.earshot.experiments;

import dev.earshot.Dataset;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.data.DatasetNpz;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.method.RecipeSettings;
import dev.earshot.nn.OptimizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Data and recipes for experiments that take seconds. */
public final class TinyData {
  private static final int SAMPLE_RATE = 16_000;

  private TinyData() {}

  /** A table of three classes, each a Gaussian blob. */
  public static Path table(Path file) throws IOException {
    var random = new Random(5);
    int columns = 6;
    int rows = 75;
    var labels = IntStream.range(0, rows).map(row -> row % 3).toArray();
    var x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      int centre = labels[i / columns] == i % 3 ? 2 : 0;
      x[i] = centre + 0.7f * (float) random.nextGaussian();
    }
    var table =
        Dataset.of(
            x,
            columns,
            labels,
            List.of("a", "b", "c"),
            IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
            "npz");
    DatasetNpz.write(table, file);
    return file;
  }

  /** A folder of clips of two classes: rising tones and noise. */
  public static Path clips(Path folder) throws IOException {
    var tones = Files.createDirectories(folder.resolve("tone"));
    var noises = Files.createDirectories(folder.resolve("noise"));
    for (int i = 0; i < 12; i++) {
      write(tones.resolve(i + ".wav"), tone(400 + 50 * i));
      write(noises.resolve(i + ".wav"), noise(i, 0.2));
    }
    return folder;
  }

  /** A folder with the five noises in {@code noisex}. */
  public static Path noises(Path root) throws IOException {
    Files.createDirectories(root.resolve("noisex"));
    for (int i = 0; i < DataSources.NOISES.size(); i++) {
      write(
          root.resolve("noisex").resolve(DataSources.NOISES.get(i) + ".wav"),
          noise(100 + i, 0.1 + 0.2 * i));
    }
    return root;
  }

  /** A folder with {@code graphs/cora} and {@code graphs/citeseer}: two rings of 12 nodes each. */
  public static Path graphs(Path root) throws IOException {
    for (String name : List.of("cora", "citeseer")) {
      Path folder = Files.createDirectories(root.resolve("graphs").resolve(name));
      int nodes = 24;
      var features = new StringBuilder(nodes + " 5 " + 2 * nodes + "\n");
      var labels = new StringBuilder();
      var split = new StringBuilder();
      var edges = new StringBuilder();
      for (int node = 0; node < nodes; node++) {
        int ring = node % 2;
        features.append("%s:1 %s:%s\n".formatted(ring, 2 + node % 3, 1 + node % 2));
        labels.append(ring).append('\n');
        String part = node < 6 ? "train" : node < 14 ? "val" : "test";
        split.append(part).append('\n');
        edges.append("%s\t%s\n".formatted(node, (node + 2) % nodes));
      }
      Files.writeString(folder.resolve("features.txt"), features);
      Files.writeString(folder.resolve("labels.txt"), labels);
      Files.writeString(folder.resolve("split.txt"), split);
      Files.writeString(folder.resolve("edges.tsv"), edges);
    }
    return root;
  }

  /** Two seconds of a tone that rises by a fifth, with a second harmonic. */
  private static float[] tone(double hertz) {
    var samples = new float[2 * SAMPLE_RATE];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      phase += 2 * Math.PI * hertz * (1 + 0.5 * i / samples.length) / SAMPLE_RATE;
      samples[i] = (float) (0.4 * Math.sin(phase) + 0.1 * Math.sin(2 * phase));
    }
    return samples;
  }

  /** Two seconds of noise; the nearer {@code smoothing} is to 1, the lower its frequencies. */
  private static float[] noise(long seed, double smoothing) {
    var random = new Random(seed);
    var samples = new float[2 * SAMPLE_RATE];
    double last = 0;
    for (int i = 0; i < samples.length; i++) {
      last = smoothing * last + (1 - smoothing) * random.nextGaussian();
      samples[i] = (float) (0.1 * last);
    }
    return samples;
  }

  private static void write(Path file, float[] samples) throws IOException {
    WavFile.write(file, new Waveform(samples, SAMPLE_RATE));
  }

  /** The recipe of this name, with a few steps. */
  public static RecipeSettings recipe(String name) {
    var recipe = RecipeSettings.named(name);
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
