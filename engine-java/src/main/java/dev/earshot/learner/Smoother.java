package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.Dataset;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Standardizer;
import java.util.Arrays;

/**
 * Mixes a clip's standardised features with its neighbours': {@code (x + mean of the k nearest
 * references) / 2}. Immutable by contract: nobody writes to the references.
 *
 * @param standardizer the training set's column statistics
 * @param neighbors k
 * @param references training clips, standardised, row-major; at least k of them
 */
public record Smoother(Standardizer standardizer, int neighbors, float[] references) {
  /** How many neighbours are looked at where there are as many. */
  private static final int NEIGHBORS = 8;

  /** The most training clips that are kept to find neighbours among. */
  private static final int MOST_REFERENCES = 20_000;

  public Smoother {
    int columns = standardizer.mean().length;
    Checks.require(
        neighbors >= 0 && references.length % columns == 0 && references.length / columns > 0,
        "%s neighbours among %s numbers in rows of %s",
        neighbors,
        references.length,
        columns);
    Checks.require(
        neighbors <= references.length / columns,
        "%s neighbours among %s clips",
        neighbors,
        references.length / columns);
  }

  /**
   * One that looks for neighbours among these clips.
   *
   * @param rows of the data; the first are kept as references if there are very many
   * @param atLeast how many are kept in any case
   */
  public static Smoother of(Dataset data, int[] rows, int atLeast) {
    Standardizer standardizer = Standardizer.of(data, rows, FeatureMap.BOUND);
    int count = Math.min(rows.length, Math.max(MOST_REFERENCES, atLeast));
    return new Smoother(
        standardizer,
        Math.min(NEIGHBORS, count - 1),
        standardizer.apply(data.select(Arrays.copyOf(rows, count)).x()));
  }

  /** d, features of a clip. */
  public int columns() {
    return standardizer.mean().length;
  }

  /** How many clips there are to find neighbours among. */
  public int size() {
    return references.length / columns();
  }

  /**
   * New clips.
   *
   * @param x n x d, not standardised yet
   * @return n x d
   */
  public float[] apply(float[] x, Backend backend) {
    return smooth(standardizer.apply(x), neighbors, false, backend);
  }

  /** The first of the references themselves; none is its own neighbour. */
  public float[] ofReferences(int count, Backend backend) {
    float[] own = Arrays.copyOf(references, count * columns());
    return smooth(own, Math.min(neighbors + 1, size()), true, backend);
  }

  private float[] smooth(float[] own, int sought, boolean references, Backend backend) {
    int columns = columns();
    int n = own.length / columns;
    if (neighbors == 0 || n == 0) {
      return own;
    }
    int[] nearest = NearestRows.of(own, this.references, columns, sought, backend);
    float[] smooth = new float[own.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < columns; j++) {
        smooth[i * columns + j] = 0.5f * own[i * columns + j];
      }
      // A clip is its own nearest, unless others are equal to it.
      int taken = 0;
      for (int v = 0; v < sought && taken < neighbors; v++) {
        int other = nearest[i * sought + v];
        if (!references || other != i) {
          taken++;
          for (int j = 0; j < columns; j++) {
            smooth[i * columns + j] += 0.5f / neighbors * this.references[other * columns + j];
          }
        }
      }
    }
    return smooth;
  }
}
