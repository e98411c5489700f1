package dev.earshot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Small data sets for tests. Row i has class i % classes, and each class is a Gaussian blob. */
public final class Blobs {
  private Blobs() {}

  /**
   * Makes data in which all rows have a label. The centres of the classes are uniform in -2 .. 2 in
   * each column. The rows are Gaussian around them with standard deviation {@code spread}.
   *
   * @param perClass number of rows of each class
   * @param columns d, the number of features
   */
  public static Dataset labelled(int classes, int perClass, int columns, double spread, long seed) {
    Random random = new Random(seed);
    double[] centres = random.doubles((long) classes * columns).map(u -> 4 * u - 2).toArray();
    int rows = classes * perClass;
    float[] x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      int centre = i / columns % classes * columns + i % columns;
      x[i] = (float) (centres[centre] + spread * random.nextGaussian());
    }
    return Dataset.of(
        x,
        columns,
        IntStream.range(0, rows).map(row -> row % classes).toArray(),
        IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList(),
        IntStream.range(0, rows).mapToObj(row -> "clip-" + row + ".wav").toList(),
        "blobs");
  }

  /** The given rows, which have classes 0 and 1 in turn. */
  public static Dataset of(float[] x, int columns) {
    return labelled(2, (x.length / columns + 1) / 2, columns, 1, 0)
        .select(IntStream.range(0, x.length / columns).toArray())
        .withVectors(x);
  }

  /** The same rows with the labels of all but the first {@code known} of each class hidden. */
  public static Dataset partlyLabelled(Dataset data, int known) {
    int[] labels = data.labels().clone();
    Arrays.fill(labels, known * data.classes().size(), labels.length, -1);
    return data.withLabels(labels);
  }

  /** The same rows with groups. */
  public static Dataset grouped(Dataset data, List<String> groups) {
    return new Dataset(
        data.x(),
        data.columns(),
        data.labels(),
        data.classes(),
        data.ids(),
        data.split(),
        Optional.of(groups),
        data.encoder(),
        Optional.empty());
  }

  /** The same rows with a prescribed split. */
  public static Dataset divided(Dataset data, List<Part> split) {
    return new Dataset(
        data.x(),
        data.columns(),
        data.labels(),
        data.classes(),
        data.ids(),
        split,
        data.groups(),
        data.encoder(),
        Optional.empty());
  }
}
