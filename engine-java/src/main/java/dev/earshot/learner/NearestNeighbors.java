package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.format.NumberArray;

/**
 * The k nearest labelled rows vote for their classes. The weight of a row's vote is the inverse of
 * its Euclidean distance. If rows are equal to the vector, only they vote.
 *
 * @param k number of rows that vote, at least 1; all labelled rows if there are fewer
 */
public record NearestNeighbors(int k) implements Learner {
  static final String KIND = "nearest-neighbors";

  public NearestNeighbors {
    Checks.require(k >= 1, "k must be at least 1: %s", k);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) {
    int[] known = data.labelled();
    int[] labels = data.labels();
    int[] classOf = new int[known.length];
    for (int i = 0; i < known.length; i++) {
      classOf[i] = labels[known[i]];
    }
    return new Voting(k, data.columns(), data.classes(), data.vectors(known), classOf);
  }

  @Override
  public int mostUnlabelled() {
    return 0;
  }

  /**
   * The labelled rows that vote. Immutable by contract: nobody writes to the arrays.
   *
   * @param k number of rows that vote; all if there are fewer
   * @param columns d, the number of features of a row
   * @param classes number of classes
   * @param base the n rows, n x d, row-major
   * @param labels the class of each row
   */
  record Voting(int k, int columns, int classes, float[] base, int[] labels) implements Classifier {
    Voting {
      Checks.require(k >= 1, "k must be at least 1: %s", k);
      Checks.range("columns", columns, 1, MOST_COLUMNS);
      Checks.range("classes", classes, 1, MOST_CLASSES);
      Checks.require(
          labels.length > 0 && base.length == (long) labels.length * columns,
          "%s numbers of %s rows of %s",
          base.length,
          labels.length,
          columns);
      for (int label : labels) {
        Checks.require(label >= 0 && label < classes, "label %s of %s classes", label, classes);
      }
      Checks.finite(base, "base");
    }

    /** The stored values that are not tensors. */
    private record Settings(int k, int columns, int classes) {}

    @Override
    public float[] probabilities(float[] x, Backend backend) {
      int n = x.length / columns;
      int voters = Math.min(k, labels.length);
      int[] nearest = NearestRows.of(x, base, columns, voters, backend);
      float[] probabilities = new float[n * classes];
      for (int i = 0; i < n; i++) {
        // Weights are relative to the nearest row, which comes first. The inverse of a tiny
        // distance would overflow.
        double first = distance(x, i, base, nearest[i * voters], columns);
        double sum = 0;
        double[] votes = new double[classes];
        for (int v = 0; v < voters; v++) {
          int row = nearest[i * voters + v];
          double distance = distance(x, i, base, row, columns);
          double weight = distance == 0 ? 1 : first / distance;
          votes[labels[row]] += weight;
          sum += weight;
        }
        for (int c = 0; c < classes; c++) {
          probabilities[i * classes + c] = (float) (votes[c] / sum);
        }
      }
      return probabilities;
    }

    private static double distance(float[] x, int i, float[] base, int row, int columns) {
      double sum = 0;
      for (int j = 0; j < columns; j++) {
        double difference = x[i * columns + j] - base[row * columns + j];
        sum += difference * difference;
      }
      return Math.sqrt(sum);
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public void write(ClassifierStore store) {
      store.put(new Settings(k, columns, classes));
      store.put("base", NumberArray.of(base, labels.length, columns));
      store.put("labels", NumberArray.of(labels, labels.length));
    }

    static Voting read(ClassifierStore store) {
      Settings settings = store.settings(Settings.class);
      return new Voting(
          settings.k(),
          settings.columns(),
          settings.classes(),
          store.tensor("base").toFloats(),
          store.tensor("labels").toInts());
    }
  }
}
