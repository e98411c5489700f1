package dev.earshot.ensemble;

import dev.earshot.data.Splits;
import dev.earshot.learner.TrainingSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A fold of the cross-validation inside the labels. With groups, a fold holds whole groups out, and
 * their unlabelled clips are left out too. So a held-out clip has the neighbours that a clip of a
 * new group would have. A class whose labels are all in one fold stays out of that fold: nothing of
 * it could be learnt otherwise.
 *
 * @param heldOut the labelled rows to predict
 * @param leftOut the rows that are not learnt from: those held out, and the unlabelled rows of
 *     their groups
 */
record Fold(int[] heldOut, int[] leftOut) {
  private static final int MOST = 5;

  /** At most {@value #MOST} folds; none if no class has two labels. */
  static List<Fold> of(TrainingSet training, Optional<List<String>> groups, long seed) {
    int[] labels = training.labels();
    List<int[]> folds = Splits.folds(labels, groups, MOST, seed);
    return folds.stream()
        .map(rows -> new Fold(rows, groups.map(all -> with(rows, labels, all)).orElse(rows)))
        .toList();
  }

  /** The rows and the unlabelled rows of their groups, ascending. */
  private static int[] with(int[] rows, int[] labels, List<String> groups) {
    Set<String> held = new HashSet<>(Arrays.stream(rows).mapToObj(groups::get).toList());
    IntStream unlabelled =
        IntStream.range(0, labels.length)
            .filter(row -> labels[row] < 0 && held.contains(groups.get(row)));
    return IntStream.concat(Arrays.stream(rows), unlabelled).sorted().toArray();
  }
}
