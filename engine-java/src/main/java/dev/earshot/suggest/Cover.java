package dev.earshot.suggest;

/**
 * Chooses clips that stand for the others. A clip is covered as far as the nearest chosen or
 * labelled clip is close to it; the next choice is the clip that adds most to the sum of coverage
 * times weight (facility location, by the greedy algorithm of Nemhauser, Wolsey and Fisher, 1978).
 * So it lies among many clips with a large weight, and far from all chosen ones.
 */
final class Cover {
  private final Closeness closeness;
  private final float[] covered;
  private final boolean[] taken;

  Cover(Closeness closeness) {
    this.closeness = closeness;
    covered = new float[closeness.size()];
    taken = new boolean[closeness.size()];
  }

  /** Counts a clip as labelled or chosen. */
  void take(int clip) {
    taken[clip] = true;
    for (int i = 0; i < covered.length; i++) {
      covered[i] = Math.max(covered[i], closeness.between(clip, i));
    }
    covered[clip] = 1;
  }

  boolean isTaken(int clip) {
    return taken[clip];
  }

  /**
   * Takes the best clip.
   *
   * @param weights of each clip, at least 0
   * @return the clip; -1 if all are taken
   */
  int next(double[] weights) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int clip = 0; clip < covered.length; clip++) {
      if (!taken[clip]) {
        double gain = gain(clip, weights);
        if (gain > most) {
          most = gain;
          best = clip;
        }
      }
    }
    if (best >= 0) {
      take(best);
    }
    return best;
  }

  private double gain(int clip, double[] weights) {
    double gain = 0;
    for (int i = 0; i < covered.length; i++) {
      float more = closeness.between(clip, i) - covered[i];
      gain += more > 0 ? more * weights[i] : 0;
    }
    return gain;
  }
}
