package dev.earshot.method;

import dev.earshot.base.Checks;
import dev.earshot.compute.Philox;
import dev.earshot.compute.Streams;

/** The random edges by which the paper joins a new clip to a subgraph (section III.D). */
public final class RandomEdges {
  private final Philox philox;

  /** Random edges that follow from the seed and from the clips. */
  public RandomEdges(long seed) {
    philox = new Philox(seed);
  }

  /**
   * The least T for which T random edges reach at least one truly labelled node with probability P:
   * {@code 1 - C(M - 1, T) / C(N + M - 1, T) >= P}.
   *
   * @param labelled N, number of labelled training nodes, at least 1
   * @param pseudoLabelled M, number of training nodes with a pseudo-label
   * @param probability P, in [0, 1)
   * @return T
   * @throws IllegalArgumentException if a number is out of range
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
   * Draws {@code count} distinct nodes of {@code n} for a clip. They depend only on the seed and on
   * the clip's own features, not on the other clips that are predicted.
   *
   * @param fingerprint a hash of the clip's features
   * @param n number of nodes
   * @param count number of nodes to draw, at most n
   * @param into receives the nodes
   * @throws IllegalArgumentException if {@code count} is more than {@code n}
   */
  public void draw(long fingerprint, int n, int count, int[] into) {
    Checks.require(count <= n, "%s random edges to %s nodes", count, n);
    int low = (int) fingerprint;
    int high = (int) (fingerprint >>> 32);
    // Floyd's sampling draws a set of this size with one random number for each element.
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
