package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.NearestRows;

/**
 * The k nearest labelled rows vote for their class, each with the inverse of its Euclidean
 * distance. A row that is the vector itself decides alone, or with others like it.
 *
 * @param k how many vote; all labelled rows if there are fewer
 */
public record NearestNeighbors(int k) implements Learner {
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
    float[] base = data.vectors(known);
    return (x, at) -> vote(x, base, classOf, data.columns(), data.classes(), at);
  }

  private float[] vote(
      float[] x, float[] base, int[] classOf, int columns, int classes, Backend backend) {
    int n = x.length / columns;
    int voters = Math.min(k, classOf.length);
    int[] nearest = NearestRows.of(x, base, columns, voters, backend);
    float[] probabilities = new float[n * classes];
    for (int i = 0; i < n; i++) {
      // In units of the nearest one's, lest a tiny distance overflow; the nearest come first.
      double first = distance(x, i, base, nearest[i * voters], columns);
      double sum = 0;
      double[] votes = new double[classes];
      for (int v = 0; v < voters; v++) {
        int row = nearest[i * voters + v];
        double distance = distance(x, i, base, row, columns);
        double weight = distance == 0 ? 1 : first / distance;
        votes[classOf[row]] += weight;
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
}
