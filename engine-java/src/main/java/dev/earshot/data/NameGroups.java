package dev.earshot.data;

import dev.earshot.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds out whether the names of clips suggest groups, such as several clips of one recording or
 * speaker. Two things do: folders inside the class folders, and names that begin alike, up to a
 * separator. A beginning that all clips of a class have in common says nothing, for it may be the
 * name of the class.
 */
public final class NameGroups {
  private static final int FEWEST_CLIPS = 8;

  /** The least fraction of the clips that must be in a group of two or more. */
  private static final double COMMON = 0.3;

  /** A beginning of fewer groups is likely a part of the collection, not a recording or speaker. */
  private static final int FEWEST_GROUPS = 6;

  private static final Pattern SEPARATOR = Pattern.compile("[-_. ]+");
  private static final Pattern RUN = Pattern.compile("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)");

  private NameGroups() {}

  /**
   * One of the suggested groups.
   *
   * @param name the folder, or how the names begin
   * @param groups the number of groups
   */
  public record Suggestion(String name, int groups) {}

  /** A suggestion with the group of each clip. */
  private record Found(Suggestion suggestion, List<String> keys) {}

  /** The groups that the data states, or else those that the names of the clips suggest. */
  public static Optional<List<String>> known(Dataset data) {
    return data.groups().or(() -> groups(data.ids(), data.labels()));
  }

  /** What the names of the labelled clips suggest; empty if nothing, or if groups are stated. */
  public static Optional<Suggestion> of(Dataset data) {
    int[] rows = IntStream.range(0, data.rows()).filter(row -> data.labels()[row] >= 0).toArray();
    if (data.groups().isPresent() || rows.length < FEWEST_CLIPS) {
      return Optional.empty();
    }
    List<String> ids = Arrays.stream(rows).mapToObj(data.ids()::get).toList();
    int[] labels = Arrays.stream(rows).map(row -> data.labels()[row]).toArray();
    return found(ids, labels).map(Found::suggestion);
  }

  /**
   * The groups that the names of clips suggest.
   *
   * @param ids the names
   * @param labels the class of each; -1 if unlabelled
   * @return the group of each clip; empty if the names suggest none
   */
  public static Optional<List<String>> groups(List<String> ids, int[] labels) {
    return ids.size() < FEWEST_CLIPS ? Optional.empty() : found(ids, labels).map(Found::keys);
  }

  private static Optional<Found> found(List<String> ids, int[] labels) {
    return suggestion(ids.stream().map(NameGroups::folder).toList(), labels)
        .or(() -> byBeginning(ids, labels));
  }

  /** The folder of a clip if it is below a class folder; the clip itself otherwise. */
  private static String folder(String id) {
    int end = id.lastIndexOf('/');
    return end > 0 && id.lastIndexOf('/', end - 1) >= 0 ? id.substring(0, end) : id;
  }

  /** The shortest beginning that gives enough groups; if none does, that which gives the most. */
  private static Optional<Found> byBeginning(List<String> ids, int[] labels) {
    List<String> names = ids.stream().map(NameGroups::stem).toList();
    UnaryOperator<String> separated = words(names);
    int most =
        names.stream().mapToInt(name -> separated.apply(name).split("\0").length).max().orElse(0);
    var found = new ArrayList<Found>();
    for (int words = 1; words < most; words++) {
      int kept = words;
      suggestion(
              names.stream().map(name -> beginning(separated.apply(name), kept)).toList(), labels)
          .ifPresent(found::add);
    }
    return found.stream()
        .filter(each -> each.suggestion().groups() >= FEWEST_GROUPS)
        .findFirst()
        .or(() -> found.stream().max(Comparator.comparingInt(each -> each.suggestion().groups())));
  }

  private static String stem(String id) {
    String name = id.substring(id.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * Puts a mark between the words of a name. Words end at separators. Names without separators have
   * words only if letters and digits have the same places in all of them, as in {@code 03a01Fa}.
   */
  private static UnaryOperator<String> words(List<String> names) {
    boolean separators = names.stream().anyMatch(name -> SEPARATOR.matcher(name).find());
    if (separators) {
      return name -> SEPARATOR.matcher(name).replaceAll("$0\0");
    }
    boolean alike = names.stream().map(NameGroups::places).distinct().count() == 1;
    return name -> alike ? RUN.matcher(name).replaceAll("\0") : name;
  }

  /** A name with 0 for each digit and a for each other character. */
  private static String places(String name) {
    var places = new StringBuilder();
    name.codePoints().forEach(c -> places.append(c >= '0' && c <= '9' ? '0' : 'a'));
    return places.toString();
  }

  /** The first words of a name; the whole name, which is in no group, if it has no more words. */
  private static String beginning(String marked, int words) {
    String[] parts = marked.split("\0");
    return parts.length > words ? String.join("", Arrays.copyOf(parts, words)) : marked;
  }

  /**
   * Whether keys suggest groups: enough clips have their key in common with another clip, and most
   * classes have clips of several keys.
   */
  private static Optional<Found> suggestion(List<String> keys, int[] labels) {
    Map<String, Integer> sizes = new HashMap<>();
    Map<Integer, Set<String>> ofClass = new HashMap<>();
    for (int i = 0; i < labels.length; i++) {
      sizes.merge(keys.get(i), 1, Integer::sum);
      if (labels[i] >= 0) {
        ofClass.computeIfAbsent(labels[i], _ -> new HashSet<>()).add(keys.get(i));
      }
    }
    int common = sizes.values().stream().filter(size -> size > 1).mapToInt(size -> size).sum();
    long several = ofClass.values().stream().filter(own -> own.size() > 1).count();
    if (sizes.size() < 2 || common < COMMON * labels.length || several * 2 <= ofClass.size()) {
      return Optional.empty();
    }
    String largest =
        sizes.entrySet().stream()
            .max(
                Map.Entry.<String, Integer>comparingByValue()
                    .thenComparing(Map.Entry.<String, Integer>comparingByKey().reversed()))
            .orElseThrow()
            .getKey();
    return Optional.of(new Found(new Suggestion(largest, sizes.size()), keys));
  }
}
