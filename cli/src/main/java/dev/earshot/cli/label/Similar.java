package dev.earshot.cli.label;

import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.StoredVectors;
import dev.earshot.compute.simd.VectorSearch;
import dev.earshot.compute.simd.VectorSearch.Metric;
import dev.earshot.data.Standardizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * A window and how like it is to what was searched for.
 *
 * @param window the window
 * @param similarity the cosine of the angle between the standardised vectors; of several examples
 *     the largest
 */
record Similar(CollectedWindow window, double similarity) {
  /**
   * How many windows the exact search gives for each example. They are then ordered by standardised
   * vectors, in which features of small numbers count as well.
   */
  private static final int CANDIDATES = 1000;

  /** Windows whose vectors give mean and standard deviation of each feature. */
  private static final int MOST_MEASURED = 4000;

  /**
   * Finds the windows whose vectors are nearest to one of the examples, nearest first. Of windows
   * that overlap, the nearest is given.
   *
   * @param examples vectors, at least one
   * @param vectors those of the collection
   * @param wanted the windows that may be given
   * @param most how many are given
   */
  static List<Similar> to(
      List<float[]> examples, StoredVectors vectors, List<CollectedWindow> wanted, int most) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    var byId = new CollectedWindow[vectors.rows()];
    var among = new BitSet(vectors.rows());
    for (var window : wanted) {
      byId[window.id()] = window;
      among.set(window.id());
    }
    var candidates = new TreeSet<Integer>();
    try (var search =
        new VectorSearch(
            vectors.data(),
            vectors.rows(),
            vectors.columns(),
            Runtime.getRuntime().availableProcessors())) {
      int k = Math.min(CANDIDATES, wanted.size());
      for (var found : search.nearestOfEach(joined(examples), k, Metric.COSINE, among)) {
        found.forEach(match -> candidates.add(match.row()));
      }
    }
    var scale = scale(vectors, wanted);
    var standardised = examples.stream().map(scale::apply).toList();
    return apart(
        candidates.stream()
            .map(id -> {
              float[] row = scale.apply(vectors.row(id));
              double best =
                  standardised.stream()
                      .mapToDouble(example -> cosine(row, example))
                      .max()
                      .orElseThrow();
              return new Similar(byId[id], best);
            })
            .sorted(Comparator.comparingDouble(Similar::similarity).reversed())
            .toList(),
        most);
  }

  private static List<Similar> apart(List<Similar> sorted, int most) {
    var apart = new ArrayList<Similar>();
    for (var each : sorted) {
      if (apart.size() < most
          && apart.stream().noneMatch(other -> overlap(each.window(), other.window()))) {
        apart.add(each);
      }
    }
    return apart;
  }

  private static Standardizer scale(StoredVectors vectors, List<CollectedWindow> windows) {
    int step = Math.ceilDiv(windows.size(), MOST_MEASURED);
    int rows = Math.ceilDiv(windows.size(), step);
    var x = new float[rows * vectors.columns()];
    for (int i = 0; i < rows; i++) {
      vectors.copy(windows.get(i * step).id(), x, i * vectors.columns());
    }
    return Standardizer.of(x, vectors.columns(), 0);
  }

  private static float[] joined(List<float[]> vectors) {
    int columns = vectors.getFirst().length;
    var joined = new float[vectors.size() * columns];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i), 0, joined, i * columns, columns);
    }
    return joined;
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
