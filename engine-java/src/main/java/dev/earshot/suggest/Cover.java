package dev.earshot.suggest;

/**
 * Chooses clips that stand for the others. A clip is covered as far as the nearest taken clip is
 * close to it; the next choice adds most to the sum of the coverages (facility location by the
 * greedy algorithm of Nemhauser, Wolsey and Fisher, 1978). So it lies among many clips, far from
 * the taken ones.
 */
final class Cover extends Picker {
  /**
   * Times the typical distance is the scale of closeness. Wide enough that the first clips lie in
   * the middle of groups.
   */
  private static final double WIDTH = 3;

  private final int n;
  private final float[] closeness;
  private final float[] covered;

  Cover(Distances distances) {
    super(distances.size());
    n = distances.size();
    closeness = distances.closeness(WIDTH * distances.typical());
    covered = new float[n];
  }

  @Override
  void added(int clip) {
    for (int i = 0; i < n; i++) {
      covered[i] = Math.max(covered[i], closeness[clip * n + i]);
    }
  }

  @Override
  double gain(int clip) {
    double gain = 0;
    for (int i = 0; i < n; i++) {
      gain += Math.max(0, closeness[clip * n + i] - covered[i]);
    }
    return gain;
  }
}
