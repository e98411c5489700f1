package dev.earshot.suggest;

/**
 * Chooses clips so that all taken ones together are spread like the weights of all clips (kernel
 * herding: Chen, Welling and Smola, 2010). The gain of a clip is {@code sum_i w_i k_i / sum_i w_i -
 * sum_t k_t / (m + 1)}, where k is its closeness to others, i counts all clips and t the m taken
 * ones. So it lies among clips with large weights, and far from the taken ones.
 *
 * <p>Unlike {@link Cover} it comes back to where many clips are. That is why the labels stay a fair
 * sample of the clips when there are many of them.
 */
final class Herding extends Picker {
  /** Times the typical distance is the scale of closeness. */
  private static final double WIDTH = 0.5;

  private final int n;
  private final float[] closeness;
  private final double[] wanted;
  private final double[] had;
  private int takenClips;

  /**
   * @param weights of each clip, at least 0, not all 0
   */
  Herding(Distances distances, double[] weights) {
    super(distances.size());
    n = distances.size();
    closeness = distances.closeness(WIDTH * distances.typical());
    wanted = new double[n];
    had = new double[n];
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int clip = 0; clip < n; clip++) {
      for (int i = 0; i < n; i++) {
        wanted[clip] += weights[i] / sum * closeness[clip * n + i];
      }
    }
  }

  @Override
  void added(int clip) {
    takenClips++;
    for (int i = 0; i < n; i++) {
      had[i] += closeness[clip * n + i];
    }
  }

  @Override
  double gain(int clip) {
    return wanted[clip] - had[clip] / (takenClips + 1);
  }
}
