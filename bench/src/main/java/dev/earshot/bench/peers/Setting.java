package dev.earshot.bench.peers;

import dev.earshot.Dataset;
import dev.earshot.compute.Philox;
import dev.earshot.method.ssl.SslTask;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A synthetic data set with the sizes of one of the paper's. Times do not depend on the values.
 *
 * @param columns number of features of a clip
 * @param classes number of classes
 */
public record Setting(int columns, int classes) {
  /** Speech emotion: 165 functionals, 4 classes, subgraphs of 53 nodes. */
  static final Setting SER = new Setting(165, 4);

  /** Acoustic events: 128-d VGGish vectors, 33 classes, subgraphs of 71 nodes. */
  static final Setting AUDIOSET = new Setting(128, 33);

  private static final long SEED = 20220601;

  /**
   * The setting {@code ser} or {@code audioset}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Setting named(String name) {
    return switch (name) {
      case "ser" -> SER;
      case "audioset" -> AUDIOSET;
      default -> throw new IllegalArgumentException("no setting '%s'".formatted(name));
    };
  }

  /** The tasks by name: {@code none}, {@code all}, or the name of one task. */
  public static Set<SslTask> tasks(String name) {
    return switch (name) {
      case "none" -> EnumSet.noneOf(SslTask.class);
      case "all" -> EnumSet.copyOf(SslTask.ofPaper());
      default -> EnumSet.of(SslTask.valueOf(name.toUpperCase(Locale.ROOT)));
    };
  }

  /** Clips scattered around a centre for each class. All are labelled, with the classes in turn. */
  public Dataset clips(int rows) {
    float[] x = new float[rows * columns];
    int[] labels = new int[rows];
    Philox philox = new Philox(SEED);
    for (int i = 0; i < rows; i++) {
      labels[i] = i % classes;
      for (int j = 0; j < columns; j++) {
        double centre = philox.at(j / 4, labels[i], 0, 0).normal(j % 4);
        x[i * columns + j] = (float) (0.5 * centre + philox.at(j / 4, i, 0, 1).normal(j % 4));
      }
    }
    return Dataset.of(x, columns, labels, names(classes), names(rows), "npz");
  }

  /** Hides labels: only every {@code each}-th clip of a class keeps its label. */
  static int[] hide(int[] labels, int classes, int each) {
    int[] seen = new int[classes];
    return Arrays.stream(labels).map(label -> seen[label]++ % each == 0 ? label : -1).toArray();
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
