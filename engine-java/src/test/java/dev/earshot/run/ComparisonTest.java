package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.Part;
import dev.earshot.Predictions;
import dev.earshot.SmallRecipes;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.Scores;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final int CLASSES = 3;
  private static final Dataset DATA = Blobs.labelled(CLASSES, 40, 4, 0.8, 2);

  private static ComparisonOptions options(LabelBudget budget, boolean groupSplit, int threads) {
    return new ComparisonOptions(budget, groupSplit, 3, 7, "simd", threads, Optional.empty());
  }

  private static ComparisonResult compare(ComparisonOptions options, ComparedMethod... methods)
      throws IOException, InterruptedException {
    return Comparison.run(DATA, List.of(methods), options, () -> {});
  }

  /** A method that predicts the true class with certainty, or else class 0 with certainty. */
  private static ComparedMethod oracle(String name, boolean right) {
    return new ComparedMethod(
        name,
        (data, partition, seed, backend) -> {
          float[] p = new float[partition.predicted().length * CLASSES];
          for (int i = 0; i < partition.predicted().length; i++) {
            p[i * CLASSES + (right ? DATA.labels()[partition.predicted()[i]] : 0)] = 1;
          }
          return predictions(partition.predicted(), p);
        });
  }

  private static Predictions predictions(int[] rows, float[] probabilities) {
    return Predictions.mostProbable(DATA.select(rows).ids(), DATA.classes(), probabilities);
  }

  @Test
  void aMethodSeesTheBudgetsLabelsAndNoOthers() throws IOException, InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    ComparedMethod watching =
        new ComparedMethod(
            "watching",
            (data, partition, seed, backend) -> {
              calls.incrementAndGet();
              Set<Integer> may =
                  Arrays.stream(partition.labelled()).boxed().collect(Collectors.toSet());
              for (int row = 0; row < data.rows(); row++) {
                assertEquals(may.contains(row) ? DATA.labels()[row] : -1, data.labels()[row]);
              }
              assertEquals(5 * CLASSES, partition.labelled().length);
              assertEquals(0, partition.validation().length);
              assertEquals(4 * CLASSES, partition.predicted().length);
              Set<Integer> seen = new HashSet<>();
              for (int[] part :
                  List.of(partition.labelled(), partition.unlabelled(), partition.predicted())) {
                for (int row : part) {
                  assertTrue(seen.add(row), "row " + row + " plays two parts");
                }
              }
              assertEquals(DATA.rows(), seen.size());
              int[] rows = partition.predicted();
              return predictions(rows, new float[rows.length * CLASSES]);
            });
    compare(options(new LabelBudget.PerClass(5), false, 1), watching);
    assertEquals(3, calls.get());
  }

  @Test
  void differencesArePairedAndTheFirstIsTheReference() throws IOException, InterruptedException {
    var result =
        compare(
            options(new LabelBudget.Rate(0.1), false, 1),
            oracle("wrong", false),
            oracle("right", true));
    assertEquals("wrong", result.reference().name());
    var right = result.methods().get(1);
    assertEquals(1, right.of(Scores::unweightedAccuracy).mean(), 0);
    var difference = right.minus(result.reference(), Scores::unweightedAccuracy);
    assertEquals(2.0 / 3, difference.mean(), 1e-12);
    assertEquals(0, difference.standardError(), 1e-12);
    assertEquals(3, difference.count());
  }

  @Test
  void scoresDoNotDependOnThreads() throws IOException, InterruptedException {
    ComparedMethod[] methods = {
      ComparedMethod.earshot(SmallRecipes.named("default", 3)),
      ComparedMethod.baseline("lr", RecipeSettings.named("default"))
    };
    var one = compare(options(new LabelBudget.Rate(0.2), false, 1), methods);
    var three = compare(options(new LabelBudget.Rate(0.2), false, 3), methods);
    for (int m = 0; m < methods.length; m++) {
      assertArrayEquals(
          one.methods().get(m).values(Scores::meanAveragePrecision),
          three.methods().get(m).values(Scores::meanAveragePrecision));
    }
    assertTrue(one.methods().get(1).of(Scores::unweightedAccuracy).mean() > 0.7);
  }

  @Test
  void groupsStayOnOneSide() {
    List<String> groups =
        IntStream.range(0, DATA.rows()).mapToObj(row -> "group-" + row / 12).toList();
    Dataset grouped = Blobs.grouped(DATA, groups);
    Partition parts = Partition.benchmark(grouped, new LabelBudget.Rate(0.1), true, 1);
    Set<String> tested =
        Arrays.stream(parts.predicted()).mapToObj(groups::get).collect(Collectors.toSet());
    assertFalse(tested.isEmpty());
    for (int[] training : List.of(parts.labelled(), parts.unlabelled())) {
      for (int row : training) {
        assertFalse(tested.contains(groups.get(row)), groups.get(row));
      }
    }
  }

  @Test
  void aStatedTestPartIsKept() {
    List<Part> stated =
        IntStream.range(0, DATA.rows())
            .mapToObj(row -> row >= 90 ? Part.TEST : row >= 80 ? Part.VALIDATION : Part.TRAIN)
            .toList();
    Partition parts =
        Partition.benchmark(Blobs.divided(DATA, stated), new LabelBudget.Rate(0.1), false, 1);
    assertArrayEquals(IntStream.range(90, 120).toArray(), parts.predicted());
    // A prescribed validation part is used for training. Labels to validate by come out of the
    // budget.
    assertEquals(90, parts.labelled().length + parts.unlabelled().length);
    assertEquals(9, parts.labelled().length);
  }

  @Test
  void ourOwnValidationComesOutOfTheBudget() {
    Partition parts = Partition.benchmark(DATA, new LabelBudget.PerClass(10), false, 1);
    Partition ours = parts.holdingOut(DATA, 1);
    assertEquals(9 * CLASSES, ours.labelled().length);
    assertEquals(CLASSES, ours.validation().length);
    assertArrayEquals(parts.unlabelled(), ours.unlabelled());
    assertArrayEquals(
        parts.labelled(),
        IntStream.concat(Arrays.stream(ours.labelled()), Arrays.stream(ours.validation()))
            .sorted()
            .toArray());
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    var noGroups =
        assertThrows(
            IllegalArgumentException.class,
            () -> compare(options(new LabelBudget.Rate(0.1), true, 1)));
    assertTrue(noGroups.getMessage().contains("no groups"), noGroups.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new LabelBudget.Rate(0));
    assertThrows(IllegalArgumentException.class, () -> new LabelBudget.PerClass(0));
    var unknown =
        assertThrows(
            IllegalArgumentException.class,
            () -> ComparedMethod.baseline("lrr", RecipeSettings.named("default")));
    assertTrue(unknown.getMessage().contains("lr-balanced"), unknown.getMessage());
  }
}
