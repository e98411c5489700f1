package dev.earshot.method;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Philox;
import dev.earshot.compute.Streams;

/** The random edges by which the paper joins a new clip to a subgraph (section III.D). */
public final class RandomEdges {
  private final Philox philox;

  public RandomEdges(long seed) {
    philox = new Philox(seed);
  }

  /**
   * The least T for which T random edges reach at least one truly labelled node with probability P:
   * {@code 1 - C(M - 1, T) / C(N + M - 1, T) >= P}.
   *
   * @param labelled N, number of labelled training nodes
   * @param pseudoLabelled M, number of pseudo-labelled ones
   * @param probability P, in [0, 1)
   */
  public static int minimumRandomEdges(int labelled, int pseudoLabelled, double probability) {
    Checks.require(labelled >= 1, "needs a labelled node: %s", labelled);
    Checks.require(pseudoLabelled >= 0, "pseudoLabelled must not be negative: %s", pseudoLabelled);
    Checks.require(
        probability >= 0 && probability < 1, "probability must be in [0, 1): %s", probability);
    double allMissed = 1;
    int t = 0;
    while (1 - allMissed < probability) {
      allMissed *= Math.max(0, pseudoLabelled - 1.0 - t) / (labelled + pseudoLabelled - 1.0 - t);
      t++;
    }
    return t;
  }

  /**
   * Draws {@code count} distinct nodes of {@code n} for a clip. They depend on the seed and on the
   * clip's own features only, not on what else is predicted with it.
   *
   * @param fingerprint a hash of the clip's features
   */
  public void draw(long fingerprint, int n, int count, int[] into) {
    Checks.require(count <= n, "%d random edges to %d nodes", count, n);
    int low = (int) fingerprint;
    int high = (int) (fingerprint >>> 32);
    // Floyd's sampling: a set of the wanted size with one draw for each element.
    for (int k = 0; k < count; k++) {
      int last = n - count + k;
      int pick = philox.at(k / 4, low, high, Streams.RANDOM_EDGES).below(k % 4, last + 1);
      into[k] = contains(into, k, pick) ? last : pick;
    }
  }

  private static boolean contains(int[] values, int count, int value) {
    for (int i = 0; i < count; i++) {
      if (values[i] == value) {
        return true;
      }
    }
    return false;
  }
}
