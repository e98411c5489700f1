package dev.earshot.data;

import dev.earshot.Dataset;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** What a user should know about single clips that were read, one line for each kind of remark. */
final class ClipRemarks {
  private static final int NAMED = 3;

  private ClipRemarks() {}

  /**
   * One remark.
   *
   * @param description words that complete "this clip is"
   * @param names the clips, at least one
   */
  static String of(String description, List<String> names) {
    return "%s %s: %s".formatted(clipsAre(names.size()), description, some(names));
  }

  /** The remark about exact copies in a table of vectors; empty if there are none. */
  static Optional<String> copies(Dataset table) {
    return copies(table, _ -> true);
  }

  /**
   * Finds labelled clips that have the features of an earlier one. If the data state parts or
   * groups, copies in the same part or group do no harm, and are not counted.
   *
   * @param counted the rows that are looked at
   */
  static Optional<String> copies(Dataset table, IntPredicate counted) {
    Map<FloatBuffer, Integer> firsts = new HashMap<>();
    List<String> copies = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      if (table.labels()[row] >= 0 && counted.test(row)) {
        var vector = FloatBuffer.wrap(table.x(), row * table.columns(), table.columns()).slice();
        Integer first = firsts.putIfAbsent(vector, row);
        if (first != null && canBeParted(table, first, row)) {
          copies.add("%s of %s".formatted(table.ids().get(row), table.ids().get(first)));
        }
      }
    }
    return copies.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s %s of another: %s. On both sides of a split they make scores too good"
                .formatted(
                    clipsAre(copies.size()),
                    copies.size() == 1 ? "an exact copy" : "exact copies",
                    some(copies)));
  }

  private static boolean canBeParted(Dataset table, int a, int b) {
    boolean samePart = table.hasSplit() && table.split().get(a) == table.split().get(b);
    boolean sameGroup =
        table.groups().map(groups -> groups.get(a).equals(groups.get(b))).orElse(false);
    return !samePart && !sameGroup;
  }

  private static String clipsAre(int count) {
    return Listing.count(count, "clip") + (count == 1 ? " is" : " are");
  }

  private static String some(List<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    int more = names.size() - NAMED;
    return more > 0 ? "%s and %s more".formatted(first, more) : first;
  }
}
