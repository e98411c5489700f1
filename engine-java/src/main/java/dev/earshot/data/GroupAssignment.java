package dev.earshot.data;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Assigns whole groups to parts with a greedy rule; see {@link Splits#split}. */
final class GroupAssignment {
  /** The number of labelled rows by part (row) and class (column). The last column is the total. */
  private final double[][] counts;

  /** The number of rows that each part should get, in the same layout. */
  private final double[][] due;

  private GroupAssignment(double[] shares, int[] totals) {
    counts = new double[shares.length][totals.length];
    due = new double[shares.length][totals.length];
    for (int part = 0; part < shares.length; part++) {
      for (int column = 0; column < totals.length; column++) {
        due[part][column] = shares[part] * totals[column];
      }
    }
  }

  /**
   * Returns the part of each row. It is 0 for rows outside {@code rows} and for groups without
   * labelled rows.
   */
  static int[] parts(int[] rows, int[] labels, List<String> groups, double[] shares, long seed) {
    int classes = IntStream.of(labels).max().orElse(-1) + 1;
    // Sorted by name, so that the result does not depend on the order of rows.
    Map<String, List<Integer>> members =
        IntStream.of(rows)
            .boxed()
            .collect(Collectors.groupingBy(groups::get, TreeMap::new, Collectors.toList()));
    var labelled =
        members.values().stream()
            .filter(group -> group.stream().anyMatch(row -> labels[row] >= 0))
            .toList();
    if (labelled.size() < shares.length) {
      throw new IllegalArgumentException(
          "a split by group into %s parts needs as many groups with labelled rows; found %s"
              .formatted(shares.length, labelled.size()));
    }
    int[] order = IntStream.range(0, labelled.size()).toArray();
    new SeededShuffle(seed, "groups").shuffle(order);
    var all = histogram(IntStream.of(rows).boxed().toList(), labels, classes);
    var assignment = new GroupAssignment(shares, all);
    var partOf = new int[labels.length];
    for (int i = 0; i < order.length; i++) {
      var group = labelled.get(order[i]);
      int part = assignment.place(histogram(group, labels, classes), order.length - i);
      group.forEach(row -> partOf[row] = part);
    }
    return partOf;
  }

  private static int[] histogram(List<Integer> rows, int[] labels, int classes) {
    var histogram = new int[classes + 1];
    for (int row : rows) {
      if (labels[row] >= 0) {
        histogram[labels[row]]++;
        histogram[classes]++;
      }
    }
    return histogram;
  }

  private int place(int[] group, int groupsLeft) {
    var empty = new HashSet<Integer>();
    for (int part = 0; part < counts.length; part++) {
      if (counts[part][group.length - 1] == 0) {
        empty.add(part);
      }
    }
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int part = 0; part < counts.length; part++) {
      boolean allowed = groupsLeft > empty.size() || empty.contains(part);
      double increase = increase(part, group);
      if (allowed && increase < least) {
        best = part;
        least = increase;
      }
    }
    for (int column = 0; column < group.length; column++) {
      counts[best][column] += group[column];
    }
    return best;
  }

  /** The increase of the sum of (rows - due)^2 / due if the part takes the group. */
  private double increase(int part, int[] group) {
    double increase = 0;
    for (int column = 0; column < group.length; column++) {
      if (group[column] > 0) {
        double over = counts[part][column] - due[part][column];
        increase += group[column] * (2 * over + group[column]) / due[part][column];
      }
    }
    return increase;
  }
}
