package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Part;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitsTest {
  /**
   * Labels with the given number of rows of each class, class by class, then unlabelled rows (-1).
   */
  private static int[] labels(int unlabelled, int... sizes) {
    return IntStream.concat(
            IntStream.range(0, sizes.length)
                .flatMap(cls -> IntStream.generate(() -> cls).limit(sizes[cls])),
            IntStream.generate(() -> -1).limit(unlabelled))
        .toArray();
  }

  private static List<Part> open(int[] labels) {
    return Collections.nCopies(labels.length, Part.NONE);
  }

  private static Splits.Split split(int[] labels, long seed) {
    return Splits.split(labels, open(labels), Optional.empty(), seed);
  }

  private static long count(int[] rows, int[] labels, int cls) {
    return IntStream.of(rows).filter(row -> labels[row] == cls).count();
  }

  private static void assertCovers(int rows, Splits.Split split) {
    int[] all =
        IntStream.of(0, 1, 2)
            .boxed()
            .flatMapToInt(part ->
                Arrays.stream(List.of(split.train(), split.validation(), split.test()).get(part)))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, rows).toArray(), all);
  }

  @Test
  void dividesEveryClassEightyTenTen() {
    int[] labels = labels(20, 40, 127, 3, 2, 1, 14, 15);
    var split = split(labels, 1);
    assertCovers(labels.length, split);
    long[] tenth = {4, 13, 1, 0, 0, 1, 2};
    for (int cls = 0; cls < tenth.length; cls++) {
      assertEquals(tenth[cls], count(split.validation(), labels, cls), "class " + cls);
      assertEquals(tenth[cls], count(split.test(), labels, cls), "class " + cls);
    }
    assertEquals(20, count(split.train(), labels, -1));
  }

  @Test
  void theSeedDecides() {
    int[] labels = labels(0, 40, 40);
    assertArrayEquals(split(labels, 5).test(), split(labels, 5).test());
    assertFalse(Arrays.equals(split(labels, 5).test(), split(labels, 6).test()));
    assertFalse(Arrays.equals(split(labels, 5).test(), split(labels, 5).validation()));
  }

  /**
   * The order that JDK 17 and 25 draw, checked with BigInteger for the product. A change here would
   * change every published split.
   */
  @Test
  void ordersAreTheSameOnEveryJdk() {
    int[] values = IntStream.range(0, 10).toArray();
    new SeededShuffle(42, "test").shuffle(values);
    assertArrayEquals(new int[] {5, 6, 0, 8, 1, 2, 3, 7, 9, 4}, values);
  }

  @Test
  void shufflesAreUniform() {
    var counts = new int[3 * 3 * 3];
    for (int seed = 0; seed < 6000; seed++) {
      int[] values = {0, 1, 2};
      new SeededShuffle(seed, "uniform").shuffle(values);
      counts[values[0] * 9 + values[1] * 3 + values[2]]++;
    }
    int[] seen = IntStream.of(counts).filter(n -> n > 0).toArray();
    assertEquals(6, seen.length);
    // Five standard deviations of a binomial count with n = 6000, p = 1/6.
    assertTrue(IntStream.of(seen).allMatch(n -> Math.abs(n - 1000) < 145), Arrays.toString(seen));
  }

  @Test
  void aGivenSplitIsKept() {
    int[] labels = labels(4, 9, 27, 10);
    Part[] given = new Part[labels.length];
    Arrays.fill(given, Part.TRAIN);
    Arrays.fill(given, 36, 46, Part.TEST);
    given[49] = Part.NONE;
    var split = Splits.split(labels, List.of(given), Optional.empty(), 3);
    assertCovers(labels.length, split);
    assertArrayEquals(IntStream.range(36, 46).toArray(), split.test());
    assertEquals(1, count(split.validation(), labels, 0));
    assertEquals(3, count(split.validation(), labels, 1));
    assertEquals(4, split.validation().length);
    given[0] = Part.VALIDATION;
    split = Splits.split(labels, List.of(given), Optional.empty(), 3);
    assertArrayEquals(new int[] {0}, split.validation());
    assertEquals(39, split.train().length);
  }

  /** Ten speakers of 38 to 71 clips and seven uneven classes, as in EmoDB. */
  @Test
  void groupsStayTogetherAndBalanced() {
    int[] sizes = {49, 58, 43, 38, 55, 35, 61, 69, 56, 71};
    var groups =
        IntStream.range(0, sizes.length)
            .boxed()
            .flatMap(g -> Collections.nCopies(sizes[g], "speaker" + g).stream())
            .toList();
    int[] labels = IntStream.range(0, groups.size()).map(i -> i * 31 % 10 * 7 / 10).toArray();
    var tests = new HashSet<String>();
    for (int seed = 0; seed < 20; seed++) {
      var split = Splits.split(labels, open(labels), Optional.of(groups), seed);
      assertCovers(labels.length, split);
      int[] partOf = new int[labels.length];
      IntStream.of(split.validation()).forEach(row -> partOf[row] = 1);
      IntStream.of(split.test()).forEach(row -> partOf[row] = 2);
      for (int row = 1; row < labels.length; row++) {
        boolean same = groups.get(row).equals(groups.get(row - 1));
        assertTrue(!same || partOf[row] == partOf[row - 1], "row " + row);
      }
      for (int[] part : List.of(split.validation(), split.test())) {
        double share = (double) part.length / labels.length;
        assertTrue(share > 0.05 && share < 0.16, "share " + share);
      }
      tests.add(groups.get(split.test()[0]));
      assertArrayEquals(
          split.test(), Splits.split(labels, open(labels), Optional.of(groups), seed).test());
    }
    assertTrue(tests.size() > 3, "the seed hardly matters: " + tests);
  }

  @Test
  void noPartStaysEmptyAndUnlabelledGroupsTrain() {
    int[] labels = {0, 0, 0, 0, 0, 1, 1, -1, -1};
    var groups = List.of("a", "a", "a", "b", "b", "c", "c", "u", "c");
    for (int seed = 0; seed < 20; seed++) {
      var split = Splits.split(labels, open(labels), Optional.of(groups), seed);
      assertTrue(split.validation().length > 0 && split.test().length > 0);
      assertTrue(split.train().length > 1, "a labelled group besides u");
      assertTrue(IntStream.of(split.train()).anyMatch(row -> row == 7));
    }
    var two = List.of("a", "a", "a", "b", "b", "b", "b", "u", "u");
    assertThrows(
        IllegalArgumentException.class,
        () -> Splits.split(labels, open(labels), Optional.of(two), 1));
    assertThrows(
        IllegalArgumentException.class, () -> Splits.split(labels, List.of(), Optional.empty(), 1));
  }

  @Test
  void validationByGroupOfAGivenSplit() {
    int[] labels = labels(0, 90);
    var groups = IntStream.range(0, 90).mapToObj(row -> "g" + row / 5).toList();
    var given = IntStream.range(0, 90).mapToObj(r -> r < 45 ? Part.TRAIN : Part.TEST).toList();
    var split = Splits.split(labels, given, Optional.of(groups), 2);
    assertEquals(45, split.test().length);
    assertEquals(5, split.validation().length);
    assertEquals(1, IntStream.of(split.validation()).mapToObj(groups::get).distinct().count());
  }

  @Test
  void hidesLabelsPerClass() {
    int[] labels = labels(30, 100, 26, 10, 1);
    int[] rows = IntStream.range(0, labels.length).toArray();
    int[] kept = Splits.hideLabels(labels, rows, 0.1, 9);
    long[] expected = {10, 3, 2, 1};
    for (int cls = 0; cls < 4; cls++) {
      assertEquals(expected[cls], count(kept, labels, cls), "class " + cls);
    }
    assertEquals(16, kept.length);
    assertArrayEquals(IntStream.range(0, 137).toArray(), Splits.hideLabels(labels, rows, 1, 9));
    var more = IntStream.of(Splits.hideLabels(labels, rows, 0.3, 9)).boxed().toList();
    assertTrue(IntStream.of(kept).allMatch(more::contains));
    for (double rate : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> Splits.hideLabels(labels, rows, rate, 9));
    }
  }

  @Test
  void holdsOutATenthOfClassesLargeEnough() {
    int[] labels = labels(8, 4, 5, 14, 15, 100);
    int[] rows = IntStream.range(0, labels.length).toArray();
    int[] held = Splits.holdOut(labels, rows, 4);
    long[] expected = {0, 1, 1, 2, 10};
    for (int cls = 0; cls < 5; cls++) {
      assertEquals(expected[cls], count(held, labels, cls), "class " + cls);
    }
    assertEquals(14, held.length);
    assertEquals(0, Splits.holdOut(labels, new int[] {0, 1, 2, 3}, 4).length);
  }

  @Test
  void foldsDivideEachClassEvenlyAndLeaveASingleRowOut() {
    int[] labels = {0, 0, 0, 0, 0, 0, 0, 1, 1, -1, 2};
    var folds = Splits.folds(labels, 3, 5);
    assertEquals(3, folds.size());
    int[] all = folds.stream().flatMapToInt(IntStream::of).sorted().toArray();
    assertArrayEquals(IntStream.range(0, 9).toArray(), all);
    for (int[] fold : folds) {
      assertEquals(3, fold.length);
      long ofClass0 = IntStream.of(fold).filter(row -> labels[row] == 0).count();
      assertTrue(ofClass0 >= 2 && ofClass0 <= 3, Arrays.toString(fold));
    }
    assertArrayEquals(folds.get(1), Splits.folds(labels, 3, 5).get(1));
    assertTrue(
        IntStream.range(6, 12)
            .anyMatch(seed -> !Arrays.equals(folds.get(1), Splits.folds(labels, 3, seed).get(1))));
  }

  @Test
  void thereAreNoMoreFoldsThanRowsOfTheLargestClass() {
    assertEquals(2, Splits.folds(new int[] {0, 0, 1, 1, 2}, 5, 1).size());
    assertEquals(0, Splits.folds(new int[] {0, 1, 2, -1}, 5, 1).size());
  }

  /** Class 2 occurs only in group a. It must always be learnt from, so its rows are in no fold. */
  @Test
  void foldsKeepGroupsWholeAndEveryClassLearning() {
    int[] labels = {0, 1, 2, 2, 0, 1, 0, 1, -1, 0};
    var groups = List.of("a", "a", "a", "a", "b", "b", "c", "c", "c", "b");
    var folds = Splits.folds(labels, Optional.of(groups), 5, 1);
    assertEquals(3, folds.size());
    for (int[] fold : folds) {
      assertEquals(1, IntStream.of(fold).mapToObj(groups::get).distinct().count());
    }
    int[] all = folds.stream().flatMapToInt(IntStream::of).sorted().toArray();
    assertArrayEquals(new int[] {0, 1, 4, 5, 6, 7, 9}, all);
  }

  @Test
  void foldsOfOneGroupOrNoneAreByClass() {
    int[] labels = {0, 0, 1, 1, -1};
    var plain = Splits.folds(labels, 5, 1);
    var one = Splits.folds(labels, Optional.of(List.of("a", "a", "a", "a", "b")), 5, 1);
    var none = Splits.folds(labels, Optional.empty(), 5, 1);
    for (int fold = 0; fold < plain.size(); fold++) {
      assertArrayEquals(plain.get(fold), one.get(fold));
      assertArrayEquals(plain.get(fold), none.get(fold));
    }
  }

  @Test
  void aNumberOfLabelsAClassIsKept() {
    int[] labels = IntStream.range(0, 40).map(row -> row < 37 ? row % 3 : -1).toArray();
    int[] rows = IntStream.range(4, 40).toArray();
    int[] kept = Splits.keepLabels(labels, rows, 5, 9);
    assertEquals(15, kept.length);
    for (int c = 0; c < 3; c++) {
      int label = c;
      assertEquals(5, IntStream.of(kept).filter(row -> labels[row] == label).count());
    }
    assertTrue(IntStream.of(kept).allMatch(row -> row >= 4));
    var few = IntStream.of(Splits.keepLabels(labels, rows, 2, 9)).boxed().toList();
    assertTrue(IntStream.of(kept).boxed().toList().containsAll(few));
    assertEquals(33, Splits.keepLabels(labels, rows, 100, 9).length);
    assertThrows(IllegalArgumentException.class, () -> Splits.keepLabels(labels, rows, 0, 9));
  }
}
