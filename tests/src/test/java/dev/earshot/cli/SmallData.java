package dev.earshot.cli;

import dev.earshot.Dataset;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.cli.demo.SyntheticSounds;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Data sets small enough to learn in a moment. */
public final class SmallData {
  private static final SyntheticSounds SOUNDS = new SyntheticSounds(3);

  private SmallData() {}

  /** Vectors around one centre for each class, all labelled. */
  static Path table(Path file, int rows, int columns, List<String> classes) throws IOException {
    var random = new Random(5);
    var centres = new float[classes.size()][columns];
    for (var centre : centres) {
      for (int j = 0; j < columns; j++) {
        centre[j] = (float) random.nextGaussian();
      }
    }
    var labels = IntStream.range(0, rows).map(row -> row % classes.size()).toArray();
    var x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = centres[labels[i / columns]][i % columns] + 0.7f * (float) random.nextGaussian();
    }
    var data =
        Dataset.of(
            x,
            columns,
            labels,
            classes,
            IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
            "npz");
    DatasetNpz.write(data, file);
    return file;
  }

  /** A table with three classes. */
  public static Path table(Path file) throws IOException {
    return table(file, 90, 6, List.of("a", "b", "c"));
  }

  /** Writes clips of a kind into a folder, which is made if need be. */
  static void clips(Path folder, SoundKind kind, int first, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = first; i < first + count; i++) {
      WavFile.write(
          folder.resolve("clip-%s-%02d.wav".formatted(kind.label(), i)),
          new Waveform(SOUNDS.clip(kind, i), SyntheticSounds.SAMPLE_RATE));
    }
  }

  /** Class folders of two kinds with some clips each, and as many again in {@code unlabelled}. */
  public static Path sounds(Path folder, int perKind) throws IOException {
    for (var kind : List.of(SoundKind.SIREN, SoundKind.RAIN)) {
      clips(folder.resolve(kind.label()), kind, 0, perKind);
      clips(folder.resolve("unlabelled"), kind, perKind, perKind);
    }
    return folder;
  }
}
