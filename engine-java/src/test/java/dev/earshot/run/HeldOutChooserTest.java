package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.data.EncoderChoice;
import dev.earshot.data.EncoderChooser.Candidate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutChooserTest {
  private static final int CLASSES = 4;
  private static final int ROWS = 80;
  private static final int GROUPS = 10;

  private static int label(int row) {
    return row / GROUPS % CLASSES;
  }

  private interface Values {
    double at(int row, int column, Random random);
  }

  private static Candidate candidate(String name, int columns, boolean groups, Values values) {
    var random = new Random(name.hashCode());
    var x = new float[ROWS * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) values.at(i / columns, i % columns, random);
    }
    return new Candidate(
        name,
        new Dataset(
            x,
            columns,
            IntStream.range(0, ROWS).map(HeldOutChooserTest::label).toArray(),
            List.of("a", "b", "c", "d"),
            IntStream.range(0, ROWS).mapToObj(Integer::toString).toList(),
            Collections.nCopies(ROWS, Part.NONE),
            groups
                ? Optional.of(IntStream.range(0, ROWS).mapToObj(r -> "g" + r % GROUPS).toList())
                : Optional.empty(),
            "trial",
            Optional.empty()));
  }

  /** Columns with the class in them, under noise of this size. */
  private static Candidate telling(String name, int columns, double noise) {
    return candidate(
        name,
        columns,
        false,
        (row, column, random) ->
            (column % CLASSES == label(row) ? 1 : 0) + noise * random.nextGaussian());
  }

  private static List<EncoderChoice.Score> score(Candidate... candidates) throws Exception {
    return new HeldOutChooser().score(List.of(candidates), 2);
  }

  private static List<String> names(List<EncoderChoice.Score> scores) {
    return scores.stream().map(EncoderChoice.Score::encoder).toList();
  }

  @Test
  void theEncoderThatTellsMostComesFirst() throws Exception {
    var noise = candidate("noise", 20, false, (_, _, random) -> random.nextGaussian());
    var scores = score(noise, telling("fair", 12, 1.2), telling("good", 300, 1));
    assertEquals(List.of("good", "fair", "noise"), names(scores));
    assertEquals(1, scores.getFirst().heldOutAccuracy());
    assertTrue(scores.getLast().heldOutAccuracy() < 0.5, scores + "");
    assertEquals(
        scores,
        new HeldOutChooser()
            .score(List.of(noise, telling("fair", 12, 1.2), telling("good", 300, 1)), 1));
  }

  @Test
  void ofEqualEncodersTheFirstIsBest() throws Exception {
    assertEquals(
        "small",
        score(telling("small", 8, 0.01), telling("large", 400, 0.01)).getFirst().encoder());
    assertEquals(
        "large",
        score(telling("large", 400, 0.01), telling("small", 8, 0.01)).getFirst().encoder());
  }

  @Test
  void twoThatCompleteEachOtherAreJoined() throws Exception {
    // One tells classes 0 and 1 from 2 and 3, the other even from odd ones.
    var half =
        candidate(
            "half", 6, false, (row, _, random) -> label(row) / 2 + 0.2 * random.nextGaussian());
    var parity =
        candidate(
            "parity", 6, false, (row, _, random) -> label(row) % 2 + 0.2 * random.nextGaussian());
    var scores = score(half, parity);
    assertTrue(scores.getFirst().encoder().matches("half\\+parity|parity\\+half"), scores + "");
    assertEquals(1, scores.getFirst().heldOutAccuracy(), 0.02);
    assertEquals(3, scores.size());
    assertEquals(2, score(telling("first", 8, 0.01), telling("second", 9, 0.01)).size());
  }

  @Test
  void whatTellsOnlyGroupsIsNoGood() throws Exception {
    // In each group all clips of a class are alike, but not like those of other groups.
    var codes = new double[GROUPS * CLASSES][16];
    var random = new Random(3);
    for (var code : codes) {
      for (int j = 0; j < code.length; j++) {
        code[j] = random.nextGaussian();
      }
    }
    Values values =
        (row, column, own) ->
            codes[row % GROUPS * CLASSES + label(row)][column] + 0.05 * own.nextGaussian();
    double apart = score(candidate("own", 16, true, values)).getFirst().heldOutAccuracy();
    double mixed = score(candidate("own", 16, false, values)).getFirst().heldOutAccuracy();
    assertTrue(apart < mixed - 0.2, apart + " " + mixed);
  }

  @Test
  void twoLabelsOfEachOfTwoClassesAreEnough() throws Exception {
    var all = telling("few", 8, 0.01).clips();
    var few = all.select(new int[] {0, 1, 10, 11});
    var two =
        new Dataset(
            few.x(),
            8,
            few.labels(),
            List.of("a", "b"),
            few.ids(),
            few.split(),
            Optional.empty(),
            "trial",
            Optional.empty());
    assertEquals(
        1,
        new HeldOutChooser()
            .score(List.of(new Candidate("few", two)), 1)
            .getFirst()
            .heldOutAccuracy());
  }
}
