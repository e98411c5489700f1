package dev.earshot.cli.label;

import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.StoredVectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A window and how like it is to what was searched for.
 *
 * @param window the window
 * @param similarity the cosine of the angle between the vectors; of several examples the largest
 */
record Similar(CollectedWindow window, double similarity) {
  /**
   * Finds the windows whose vectors are nearest to one of the examples, nearest first. Of windows
   * that overlap, the nearest is given.
   *
   * @param examples vectors
   * @param vectors those of the collection
   * @param windows those to search
   * @param wanted which of them may be given
   * @param most how many are given
   */
  static List<Similar> to(
      List<float[]> examples,
      StoredVectors vectors,
      List<CollectedWindow> windows,
      Predicate<CollectedWindow> wanted,
      int most) {
    var row = new float[vectors.columns()];
    var all = new ArrayList<Similar>();
    for (var window : windows) {
      if (wanted.test(window)) {
        vectors.copy(window.id(), row, 0);
        double best = Double.NEGATIVE_INFINITY;
        for (float[] example : examples) {
          best = Math.max(best, cosine(row, example));
        }
        all.add(new Similar(window, best));
      }
    }
    all.sort(Comparator.comparingDouble(Similar::similarity).reversed());
    var apart = new ArrayList<Similar>();
    for (var each : all) {
      if (apart.stream().noneMatch(other -> overlap(each.window(), other.window()))) {
        apart.add(each);
        if (apart.size() == most) {
          break;
        }
      }
    }
    return apart;
  }

  /** Whether two windows have sound in common. */
  static boolean overlap(CollectedWindow one, CollectedWindow other) {
    return one.recording().id() == other.recording().id() && one.span().overlap(other.span()) > 0;
  }

  private static double cosine(float[] x, float[] y) {
    double dot = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      dot += x[i] * y[i];
      xx += x[i] * x[i];
      yy += y[i] * y[i];
    }
    return xx == 0 || yy == 0 ? 0 : dot / Math.sqrt(xx * yy);
  }
}
