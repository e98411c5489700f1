package dev.earshot.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.suggest.Suggestion.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SuggesterTest {
  private static final int COLUMNS = 8;
  private static final int GROUPS = 5;
  private static final int EACH = 20;

  private final Backend backend = Backends.choose("simd").provider().open(1);

  @AfterEach
  void close() {
    backend.close();
  }

  /** Five groups of clips; row r is in group r % 5. The labels are given by row; -1 for none. */
  private static Dataset groups(int[] labels) {
    Random random = new Random(1);
    float[][] centres = new float[GROUPS][COLUMNS];
    for (float[] centre : centres) {
      for (int t = 0; t < COLUMNS; t++) {
        centre[t] = (float) (5 * random.nextGaussian());
      }
    }
    List<float[]> vectors = new ArrayList<>();
    for (int row = 0; row < GROUPS * EACH; row++) {
      float[] vector = centres[row % GROUPS].clone();
      for (int t = 0; t < COLUMNS; t++) {
        vector[t] += (float) (0.3 * random.nextGaussian());
      }
      vectors.add(vector);
    }
    return Dataset.ofVectors(
        vectors,
        Arrays.stream(labels)
            .mapToObj(label -> label < 0 ? Optional.<String>empty() : Optional.of("c" + label))
            .toList(),
        "test");
  }

  private static int[] none() {
    int[] labels = new int[GROUPS * EACH];
    Arrays.fill(labels, -1);
    return labels;
  }

  private static Set<Integer> groupsOf(List<Suggestion> chosen) {
    return chosen.stream().map(each -> each.row() % GROUPS).collect(Collectors.toSet());
  }

  private static Set<Integer> rowsOf(List<Suggestion> chosen) {
    return chosen.stream().map(Suggestion::row).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void withoutLabelsEachGroupGetsOne(Strategy strategy) throws InterruptedException {
    var chosen = new Suggester(strategy, GROUPS, 0).suggest(groups(none()), backend);
    assertEquals(GROUPS, chosen.size());
    assertEquals(GROUPS, groupsOf(chosen).size());
    assertTrue(chosen.stream().allMatch(each -> each.reason() == Reason.DIVERSE));
  }

  @Test
  void groupsWithALabelAreCovered() throws InterruptedException {
    int[] labels = none();
    for (int group = 0; group < 3; group++) {
      labels[group] = group;
    }
    var chosen = new Suggester(Strategy.DIVERSE, 2, 0).suggest(groups(labels), backend);
    assertEquals(Set.of(3, 4), groupsOf(chosen));
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void oneLabelIsNoReasonToLearn(Strategy strategy) throws InterruptedException {
    int[] labels = none();
    labels[7] = 0;
    var chosen = new Suggester(strategy, GROUPS - 1, 0).suggest(groups(labels), backend);
    assertEquals(Set.of(0, 1, 3, 4), groupsOf(chosen));
  }

  /** Guesses that are sure of all groups but one. */
  private static Guesses unsureOf(int unsure, Dataset data) {
    int classes = data.classes().size();
    float[] probabilities = new float[data.rows() * classes];
    for (int row = 0; row < data.rows(); row++) {
      if (row % GROUPS == unsure) {
        probabilities[row * classes] = 0.5f;
        probabilities[row * classes + 1] = 0.5f;
      } else {
        probabilities[row * classes + row % classes] = 1;
      }
    }
    return new Guesses(probabilities, classes);
  }

  @Test
  void uncertainOnesAreChosenAmongOthersLikeThem() {
    int[] labels = none();
    labels[0] = 0;
    labels[1] = 1;
    Dataset data = groups(labels);
    var chosen = new Suggester(Strategy.UNCERTAIN, 3, 0).suggest(data, unsureOf(3, data), backend);
    assertEquals(Set.of(3), groupsOf(chosen));
    assertTrue(chosen.stream().allMatch(each -> each.reason() == Reason.UNCERTAIN));
  }

  @Test
  void theClassWithFewLabelsGetsMore() {
    int[] labels = none();
    for (int row = 0; row < 40; row += 5) {
      labels[row] = 0;
    }
    labels[1] = 1;
    Dataset data = groups(labels);
    float[] probabilities = new float[data.rows() * 2];
    for (int row = 0; row < data.rows(); row++) {
      boolean second = row % GROUPS == 1 || row % GROUPS == 2;
      probabilities[2 * row + (second ? 1 : 0)] = 1;
    }
    var chosen =
        new Suggester(Strategy.RARE, 3, 0).suggest(data, new Guesses(probabilities, 2), backend);
    assertTrue(Set.of(1, 2).containsAll(groupsOf(chosen)), () -> "chosen: " + chosen);
    assertEquals(2, chosen.getFirst().row() % GROUPS);
  }

  @Test
  void guessesComeFromTheLabels() throws InterruptedException {
    int[] labels = none();
    for (int row = 0; row < 20; row++) {
      labels[row] = row % GROUPS;
    }
    Dataset data = groups(labels);
    Guesses guesses = Guesses.learn(data, 0, backend).orElseThrow();
    for (int row = 0; row < data.rows(); row++) {
      assertTrue(guesses.probabilities()[row * GROUPS + row % GROUPS] > 0.5);
    }
  }

  /** Such as the classes of a benchmark whose labels are still hidden. */
  @Test
  void aClassWithoutALabelIsNotGuessed() throws InterruptedException {
    int[] all = IntStream.range(0, GROUPS * EACH).map(row -> row % GROUPS).toArray();
    int[] labels = none();
    for (int row = 0; row < 50; row++) {
      labels[row] = row % GROUPS == 2 ? -1 : row % GROUPS;
    }
    Dataset data = groups(all).withLabels(labels);
    Guesses guesses = Guesses.learn(data, 0, backend).orElseThrow();
    for (int row = 0; row < data.rows(); row++) {
      assertEquals(0, guesses.probabilities()[row * GROUPS + 2]);
    }
    assertEquals(Optional.empty(), Guesses.learn(data.withLabels(none()), 0, backend));
  }

  @Test
  void everyTenthOfMixedIsRandom() throws InterruptedException {
    Dataset data = groups(none());
    var chosen = new Suggester(Strategy.MIXED, 20, 0).suggest(data, backend);
    assertEquals(20, rowsOf(chosen).size());
    assertEquals(2, chosen.stream().filter(each -> each.reason() == Reason.RANDOM).count());
    var others = new Suggester(Strategy.MIXED, 20, 1).suggest(data, backend);
    assertNotEquals(random(chosen), random(others));
    assertEquals(chosen, new Suggester(Strategy.MIXED, 20, 0).suggest(data, backend));
  }

  private static List<Suggestion> random(List<Suggestion> chosen) {
    return chosen.stream().filter(each -> each.reason() == Reason.RANDOM).toList();
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void allClipsWithoutALabelAndNoOther(Strategy strategy) throws InterruptedException {
    int[] labels = none();
    Arrays.fill(labels, 0, 90, 0);
    labels[3] = 1;
    var chosen = new Suggester(strategy, 1000, 0).suggest(groups(labels), backend);
    assertEquals(10, chosen.size());
    assertEquals(
        IntStream.range(90, 100).boxed().collect(Collectors.toSet()),
        new HashSet<>(rowsOf(chosen)));
    Arrays.fill(labels, 90, 100, 1);
    assertEquals(List.of(), new Suggester(strategy, 5, 0).suggest(groups(labels), backend));
  }

  /** A large table is sampled; equal and silent clips have no distance to scale by. */
  @Test
  void manyEqualClipsAreChosenFromToo() throws InterruptedException {
    List<float[]> vectors = new ArrayList<>();
    for (int row = 0; row < 4000; row++) {
      vectors.add(new float[] {row % 2, 0});
    }
    Dataset data =
        Dataset.ofVectors(
            vectors, vectors.stream().map(_ -> Optional.<String>empty()).toList(), "t");
    var chosen = new Suggester(Strategy.DIVERSE, 2, 0).suggest(data, backend);
    assertEquals(
        Set.of(0, 1), chosen.stream().map(each -> each.row() % 2).collect(Collectors.toSet()));
  }

  @Test
  void badArgumentsAreRefused() {
    Dataset data = groups(none());
    assertThrows(IllegalArgumentException.class, () -> new Suggester(Strategy.MIXED, 0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Suggester(Strategy.MIXED, 1, 0)
                .suggest(data, new Guesses(new float[4], 2), backend));
  }
}
