package dev.earshot.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Divides rows into training, validation and test parts, and chooses which training rows keep their
 * label. Everything is determined by its arguments, the seed among them. Labels are class indices,
 * -1 for unlabelled.
 */
public final class Splits {
  private static final double[] TRAIN_VALIDATION_TEST = {0.8, 0.1, 0.1};
  private static final double[] TRAIN_VALIDATION = {8.0 / 9, 1.0 / 9};
  private static final int FEWEST_TO_HOLD_OUT = 5;

  private Splits() {}

  /** Row indices, ascending and disjoint; together all rows. */
  public record Split(int[] train, int[] validation, int[] test) {}

  /**
   * Divides rows 80 : 10 : 10, or as far as {@code given} leaves open.
   *
   * <p>If {@code given} states any part, its validation and test rows are those, all other rows
   * train; if it states no validation row, 1/9 of the training rows become validation. Whatever is
   * divided here is divided per class: each class gives the rounded share of its rows, but at least
   * one, to every part if it has as many rows as there are parts, and none otherwise. Unlabelled
   * rows train, since nothing could be scored on them.
   *
   * <p>With {@code groups}, whole groups are assigned instead. In random order each goes to the
   * part where it least increases the sum, over parts and over classes and the total, of (rows -
   * share)^2 / share, share being the part's due of that class; no part stays empty. Groups without
   * labelled rows train. A class that few groups have may be absent from a part.
   *
   * <p>A benchmark hides labels ({@link #hideLabels}) in the training part only: validation rows
   * keep theirs.
   *
   * @param given per row
   * @param groups per row
   * @throws IllegalArgumentException if sizes disagree, or there are fewer groups than parts to
   *     fill
   */
  public static Split split(
      int[] labels, List<Part> given, Optional<List<String>> groups, long seed) {
    if (given.size() != labels.length
        || groups.map(List::size).orElse(labels.length) != labels.length) {
      throw new IllegalArgumentException("labels, split and groups differ in length");
    }
    if (given.stream().allMatch(part -> part == Part.NONE)) {
      int[] all = IntStream.range(0, labels.length).toArray();
      var parts = divide(all, labels, groups, TRAIN_VALIDATION_TEST, seed);
      return new Split(parts.get(0), parts.get(1), parts.get(2));
    }
    int[] test = rowsOf(given, Part.TEST);
    int[] validation = rowsOf(given, Part.VALIDATION);
    int[] train =
        IntStream.range(0, labels.length)
            .filter(row -> given.get(row) == Part.TRAIN || given.get(row) == Part.NONE)
            .toArray();
    if (validation.length > 0) {
      return new Split(train, validation, test);
    }
    var parts = divide(train, labels, groups, TRAIN_VALIDATION, seed);
    return new Split(parts.get(0), parts.get(1), test);
  }

  private static int[] rowsOf(List<Part> given, Part part) {
    return IntStream.range(0, given.size()).filter(row -> given.get(row) == part).toArray();
  }

  private static List<int[]> divide(
      int[] rows, int[] labels, Optional<List<String>> groups, double[] shares, long seed) {
    int[] partOf =
        groups.isPresent()
            ? GroupAssignment.parts(rows, labels, groups.get(), shares, seed)
            : byClass(rows, labels, shares, seed);
    return IntStream.range(0, shares.length)
        .mapToObj(part -> IntStream.of(rows).filter(row -> partOf[row] == part).toArray())
        .toList();
  }

  /** Returns the part of each row, 0 for rows not concerned. */
  private static int[] byClass(int[] rows, int[] labels, double[] shares, long seed) {
    var shuffle = new SeededShuffle(seed, "split");
    var partOf = new int[labels.length];
    for (int[] members : classMembers(rows, labels)) {
      shuffle.shuffle(members);
      int next = 0;
      for (int part = 1; part < shares.length && members.length >= shares.length; part++) {
        int count = Math.max(1, (int) Math.round(shares[part] * members.length));
        for (int end = next + count; next < end; next++) {
          partOf[members[next]] = part;
        }
      }
    }
    return partOf;
  }

  /** The labelled ones of the given rows, one array per class that occurs, in order of class. */
  private static Collection<int[]> classMembers(int[] rows, int[] labels) {
    return IntStream.of(rows)
        .filter(row -> labels[row] >= 0)
        .boxed()
        .collect(
            Collectors.groupingBy(
                row -> labels[row],
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    members -> members.stream().mapToInt(Integer::intValue).toArray())))
        .values();
  }

  /**
   * The rows that keep their label when only a part of them may: per class the rounded {@code rate}
   * of its rows, but at least 2 (or all it has). From one seed, the rows of a lower rate are among
   * those of a higher one.
   *
   * @param rows the training rows; unlabelled ones among them are passed over
   * @param rate in (0, 1]; 1 keeps all
   * @return ascending
   */
  public static int[] hideLabels(int[] labels, int[] rows, double rate, long seed) {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("label rate " + rate + "; expected above 0, at most 1");
    }
    return perClass(
        rows, labels, n -> Math.min(n, Math.max(2, (int) Math.round(rate * n))), seed, "labels");
  }

  /**
   * The same with a number in place of a rate: of each class so many rows, or all it has. From one
   * seed, the rows of a smaller number are among those of a larger one, and of {@link #hideLabels}
   * where that keeps more.
   *
   * @return ascending
   */
  public static int[] keepLabels(int[] labels, int[] rows, int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " labels a class; expected at least 1");
    }
    return perClass(rows, labels, n -> Math.min(n, count), seed, "labels");
  }

  /**
   * Divides the labelled rows into folds for cross-validation, by class: the rows of each class, in
   * random order, go to one fold after the other, each class going on where the last one ended. The
   * only row of a class is in no fold, since it would be missing where it is held back.
   *
   * @param most how many folds at most; there are no more than the largest class has rows
   * @return folds of ascending rows, none empty; no fold if no class has two rows
   */
  public static List<int[]> folds(int[] labels, int most, long seed) {
    var shuffle = new SeededShuffle(seed, "folds");
    var divisible =
        classMembers(IntStream.range(0, labels.length).toArray(), labels).stream()
            .filter(members -> members.length > 1)
            .toList();
    int count = Math.min(most, divisible.stream().mapToInt(rows -> rows.length).max().orElse(0));
    var folds = IntStream.range(0, count).mapToObj(_ -> IntStream.builder()).toList();
    int next = 0;
    for (int[] members : divisible) {
      shuffle.shuffle(members);
      for (int row : members) {
        folds.get(next++ % count).add(row);
      }
    }
    return folds.stream().map(fold -> fold.build().sorted().toArray()).toList();
  }

  /**
   * The same with whole groups in a fold, so that what is held back is of groups not learnt from. A
   * class that no other fold has keeps its rows for learning: they are in no fold. Where there are
   * no groups, or fewer than two with labelled rows, as {@link #folds(int[], int, long)}.
   *
   * @param groups per row
   */
  public static List<int[]> folds(
      int[] labels, Optional<List<String>> groups, int most, long seed) {
    int[] labelled = IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
    long found =
        groups
            .map(names -> IntStream.of(labelled).mapToObj(names::get).distinct().count())
            .orElse(0L);
    int count = (int) Math.min(most, found);
    if (count < 2) {
      return folds(labels, most, seed);
    }
    double[] shares = new double[count];
    Arrays.fill(shares, 1.0 / count);
    int[] foldOf = GroupAssignment.parts(labelled, labels, groups.get(), shares, seed);
    return IntStream.range(0, count)
        .mapToObj(fold ->
            IntStream.of(labelled)
                .filter(row -> foldOf[row] == fold)
                .filter(row ->
                    IntStream.of(labelled)
                        .anyMatch(other -> labels[other] == labels[row] && foldOf[other] != fold))
                .toArray())
        .filter(fold -> fold.length > 0)
        .toList();
  }

  /**
   * The labelled rows to hold back for validation where the data has none: per class a tenth of its
   * rows, rounded, but at least one. A class with fewer than 5 labelled rows gives none, because it
   * needs each of them more for training.
   *
   * @param rows the rows that may be held back; unlabelled ones among them are passed over
   * @return ascending; empty if every class is too small
   */
  public static int[] holdOut(int[] labels, int[] rows, long seed) {
    return perClass(
        rows,
        labels,
        n -> n < FEWEST_TO_HOLD_OUT ? 0 : Math.max(1, Math.round(n / 10f)),
        seed,
        "hold out");
  }

  /** Chooses of each class's n rows at random as many as {@code count} says. */
  private static int[] perClass(
      int[] rows, int[] labels, IntUnaryOperator count, long seed, String purpose) {
    var shuffle = new SeededShuffle(seed, purpose);
    return classMembers(rows, labels).stream()
        .flatMapToInt(members -> {
          shuffle.shuffle(members);
          return Arrays.stream(members, 0, count.applyAsInt(members.length));
        })
        .sorted()
        .toArray();
  }
}
