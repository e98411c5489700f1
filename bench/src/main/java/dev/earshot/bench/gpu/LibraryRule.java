package dev.earshot.bench.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the size from which on the other way should be taken. Over all works that were timed in
 * both ways, this threshold loses least against taking the faster way for each work.
 */
final class LibraryRule {
  private static final Pattern SIZE =
      Pattern.compile(", (\\d+) (multiplications|entries|distances)$");

  private LibraryRule() {}

  /** The size of a work, and its seconds by our own way and by the other way. */
  private record Timed(long size, double own, double other) {
    /** Logarithm of the time by this threshold divided by the time of the faster way. */
    double loss(long from) {
      return Math.log((size >= from ? other : own) / Math.min(own, other));
    }
  }

  /**
   * The cost of a rule: geometric means over works, in seconds.
   *
   * @param chosen mean time by the way that the rule takes
   * @param better mean time by the faster way of each work
   */
  record Taken(double chosen, double better) {}

  /** The cost of taking the other way from a size on; empty if no work has a size in this unit. */
  static Optional<Taken> taken(
      String unit, long from, Map<String, Double> own, Map<String, Double> other) {
    List<Timed> timed = timed(unit, own, other);
    if (timed.isEmpty()) {
      return Optional.empty();
    }
    double better =
        timed.stream().mapToDouble(work -> Math.log(Math.min(work.own(), work.other()))).sum();
    return Optional.of(
        new Taken(
            Math.exp((better + loss(timed, from)) / timed.size()),
            Math.exp(better / timed.size())));
  }

  /** A line with the best rule for each unit of size. Works' names end in their sizes. */
  static List<String> of(Map<String, Double> own, Map<String, Double> other) {
    List<String> lines = new ArrayList<>();
    for (String unit : new String[] {"multiplications", "entries", "distances"}) {
      List<Timed> timed = timed(unit, own, other);
      if (!timed.isEmpty()) {
        lines.add(line(unit, timed));
      }
    }
    return lines;
  }

  private static List<Timed> timed(
      String unit, Map<String, Double> own, Map<String, Double> other) {
    List<Timed> timed = new ArrayList<>();
    own.forEach((work, seconds) -> {
      Matcher size = SIZE.matcher(work);
      if (size.find() && size.group(2).equals(unit) && other.containsKey(work)) {
        timed.add(new Timed(Long.parseLong(size.group(1)), seconds, other.get(work)));
      }
    });
    return timed;
  }

  private static String line(String unit, List<Timed> timed) {
    long best = Long.MAX_VALUE;
    double least = loss(timed, best);
    for (Timed candidate : timed) {
      double loss = loss(timed, candidate.size());
      if (loss < least) {
        least = loss;
        best = candidate.size();
      }
    }
    String excess = "%.1f".formatted(100 * Math.expm1(least / timed.size()));
    return best == Long.MAX_VALUE
        ? "rule by %s: never the other way, %s %% longer than the best on average"
            .formatted(unit, excess)
        : String.format(
            Locale.ROOT,
            "rule by %s: the other way from %d on, %s %% longer than the best on average",
            unit,
            best,
            excess);
  }

  private static double loss(List<Timed> timed, long from) {
    return timed.stream().mapToDouble(work -> work.loss(from)).sum();
  }
}
