package dev.earshot.data;

import dev.earshot.Part;
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
 * label. The results depend only on the arguments, which include a seed. Labels are class indices,
 * -1 for unlabelled.
 */
public final class Splits {
  private static final double[] TRAIN_VALIDATION_TEST = {0.8, 0.1, 0.1};
  private static final double[] TRAIN_VALIDATION = {8.0 / 9, 1.0 / 9};
  private static final int FEWEST_TO_HOLD_OUT = 5;

  private Splits() {}

  /**
   * The rows of each part. Together the parts hold every row exactly once.
   *
   * @param train indices of training rows, ascending
   * @param validation indices of validation rows, ascending
   * @param test indices of test rows, ascending
   */
  public record Split(int[] train, int[] validation, int[] test) {}

  /**
   * Divides rows 80 : 10 : 10 into training, validation and test part, unless {@code given} states
   * the parts.
   *
   * <p>If {@code given} states any part, its validation and test rows are used, and all other rows
   * are training rows. If it states no validation row, 1/9 of the training rows become validation
   * rows.
   *
   * <p>Rows are divided class by class. Each class gives the part's fraction of its rows, rounded
   * but at least one, to the validation and the test part. A class with fewer rows than there are
   * parts gives none. All remaining rows are training rows. So are unlabelled rows, because nothing
   * could be scored on them.
   *
   * <p>With {@code groups}, whole groups are assigned instead, in random order. Each group goes to
   * the part where it increases a sum least. The sum is that of (rows - share)^2 / share over all
   * parts and over all classes and their total. Here rows is the part's number of labelled rows of
   * the class, and share is the part's fraction of all labelled rows of the class. No part stays
   * empty. Groups without labelled rows are training rows. A class that occurs in few groups may be
   * absent from a part.
   *
   * <p>A benchmark hides labels ({@link #hideLabels}) in the training part only. Validation rows
   * keep their labels.
   *
   * @param labels the class of each row
   * @param given the part that the data states for each row
   * @param groups the group of each row, if there are groups
   * @param seed decides which rows go to which part
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

  /**
   * Returns the part of each row. It is 0 for rows outside {@code rows} and for unlabelled rows.
   */
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

  /** The labelled rows among the given rows: one array per class that occurs, in order of class. */
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
   * Chooses the training rows that keep their label at a label rate. Each class keeps {@code rate}
   * times its number of rows, rounded, but at least 2, or all if it has fewer. With the same seed,
   * the rows of a lower rate are among those of a higher rate.
   *
   * @param labels the class of each row
   * @param rows the training rows; unlabelled ones are skipped
   * @param rate the label rate, in (0, 1]; 1 keeps all labels
   * @param seed decides which rows keep their label
   * @return the rows that keep their label, ascending
   * @throws IllegalArgumentException if the rate is not in (0, 1]
   */
  public static int[] hideLabels(int[] labels, int[] rows, double rate, long seed) {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("label rate " + rate + "; expected above 0, at most 1");
    }
    return perClass(
        rows, labels, n -> Math.min(n, Math.max(2, (int) Math.round(rate * n))), seed, "labels");
  }

  /**
   * Chooses the training rows that keep their label, a given number of each class, or all rows of a
   * class that has fewer. With the same seed, the rows of a smaller number are among those of a
   * larger number. They are also among those of {@link #hideLabels} if that keeps more.
   *
   * @param labels the class of each row
   * @param rows the training rows; unlabelled ones are skipped
   * @param count the number of labels per class, at least 1
   * @param seed decides which rows keep their label
   * @return the rows that keep their label, ascending
   * @throws IllegalArgumentException if the count is below 1
   */
  public static int[] keepLabels(int[] labels, int[] rows, int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " labels a class; expected at least 1");
    }
    return perClass(rows, labels, n -> Math.min(n, count), seed, "labels");
  }

  /**
   * Divides the labelled rows into folds for cross-validation, class by class. The rows of a class,
   * in random order, go to one fold after the other. The next class continues with the next fold.
   * If a class has only one row, that row is in no fold: if it were held out, nothing of its class
   * could be learnt.
   *
   * @param labels the class of each row
   * @param most the maximum number of folds; there are also at most as many folds as the largest
   *     class has rows
   * @param seed decides which rows go to which fold
   * @return the rows of each fold, ascending; no fold is empty; there is no fold if no class has
   *     two rows
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
   * Divides the labelled rows into folds of whole groups, so that no group is both held out and
   * learnt from. If all rows of a class are in one fold, they are taken out of it and are in no
   * fold, so that the class can still be learnt. Without groups, or with fewer than two groups with
   * labelled rows, this is {@link #folds(int[], int, long)}.
   *
   * @param labels the class of each row
   * @param groups the group of each row, if there are groups
   * @param most the maximum number of folds
   * @param seed decides which rows go to which fold
   * @return the rows of each fold, ascending; no fold is empty
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
   * Chooses labelled rows to hold out for validation if the data has no validation rows. Each class
   * gives a tenth of its rows, rounded, but at least one. A class with fewer than 5 labelled rows
   * gives none, because it needs each of them for training.
   *
   * @param labels the class of each row
   * @param rows the rows that may be held out; unlabelled ones are skipped
   * @param seed decides which rows are held out
   * @return the held-out rows, ascending; empty if every class is too small
   */
  public static int[] holdOut(int[] labels, int[] rows, long seed) {
    return perClass(
        rows,
        labels,
        n -> n < FEWEST_TO_HOLD_OUT ? 0 : Math.max(1, Math.round(n / 10f)),
        seed,
        "hold out");
  }

  /** Chooses at random {@code count(n)} of the n rows of each class. */
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
