package dev.earshot.suggest;

/** Chooses clips one after the other. */
abstract sealed class Picker permits Cover, Herding {
  private final boolean[] taken;

  /** Of n clips, none of which is taken. */
  Picker(int n) {
    taken = new boolean[n];
  }

  /** Counts a clip as labelled or chosen. */
  final void take(int clip) {
    taken[clip] = true;
    added(clip);
  }

  /**
   * Takes the best clip.
   *
   * @return the clip; -1 if all are taken
   */
  final int next() {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int clip = 0; clip < taken.length; clip++) {
      if (!taken[clip]) {
        double gain = gain(clip);
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

  /** Changes the gains of the others after a clip was taken. */
  abstract void added(int clip);

  /** How much is won by taking this clip next. */
  abstract double gain(int clip);
}
