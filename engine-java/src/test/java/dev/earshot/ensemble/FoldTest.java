package dev.earshot.ensemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.learner.TrainingSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldTest {
  /** Two labels a class: rows 0 to 3; rows 4 to 11 have none. */
  private static final int[] LABELS = {0, 1, 0, 1, -1, -1, -1, -1, -1, -1, -1, -1};

  private static List<Fold> folds(Optional<List<String>> groups) {
    return Fold.of(new TrainingSet(new float[LABELS.length], 1, LABELS, 2), groups, 3);
  }

  @Test
  void aGroupIsLeftOutWithItsUnlabelledClipsAtTwoLabelsAClass() {
    List<String> groups =
        IntStream.range(0, LABELS.length).mapToObj(row -> row % 4 < 2 ? "a" : "b").toList();
    List<Fold> folds = folds(Optional.of(groups));
    assertEquals(2, folds.size());
    for (Fold fold : folds) {
      String held = groups.get(fold.heldOut()[0]);
      int[] own =
          IntStream.range(0, LABELS.length).filter(row -> groups.get(row).equals(held)).toArray();
      assertArrayEquals(own, fold.leftOut());
      assertArrayEquals(
          Arrays.stream(own).filter(row -> LABELS[row] >= 0).toArray(), fold.heldOut());
    }
  }

  @Test
  void withoutGroupsOnlyTheHeldOutClipsAreLeftOut() {
    for (Fold fold : folds(Optional.empty())) {
      assertArrayEquals(fold.heldOut(), fold.leftOut());
      assertTrue(Arrays.stream(fold.heldOut()).allMatch(row -> LABELS[row] >= 0));
    }
  }
}
