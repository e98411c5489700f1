package dev.earshot.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules for names of classes, the same for folders, tables and stored models. Two names are the
 * same class if they differ only in white space at their ends, or in whether an accented letter is
 * written as one character or as letter and accent (Unicode normal form C).
 */
public final class ClassNames {
  /** What stands between the classes of a clip that has several. */
  public static final String BAR = "|";

  private static final Set<String> UNLABELLED =
      Set.of(
          "unlabelled",
          "unlabeled",
          "unknown",
          "unclassified",
          "unannotated",
          "untagged",
          "no label",
          "nolabel",
          "nan",
          "null",
          "n/a",
          "?");

  private static final Pattern SEPARATORS = Pattern.compile("[_\\s-]+");

  /** Names that are a class for some people and no label for others. */
  private static final Set<String> DOUBTFUL =
      Set.of("other", "others", "none", "na", "misc", "todo", "unsorted", "undefined");

  private ClassNames() {}

  /**
   * A name without white space at its ends, in normal form C. Of a name of several classes, such as
   * {@code rain|wind}, each part is brought into this form; the parts are sorted, each is there
   * once, and those that mean no label are left out.
   */
  public static String normal(String name) {
    return !name.contains(BAR)
        ? plain(name)
        : Stream.of(name.split(Pattern.quote(BAR)))
            .map(ClassNames::plain)
            .filter(part -> !isUnlabelled(part))
            .distinct()
            .sorted()
            .collect(Collectors.joining(BAR));
  }

  private static String plain(String name) {
    int begin = 0;
    int end = name.length();
    while (begin < end && isBlank(name.charAt(begin))) {
      begin++;
    }
    while (begin < end && isBlank(name.charAt(end - 1))) {
      end--;
    }
    return Normalizer.normalize(name.substring(begin, end), Normalizer.Form.NFC);
  }

  /** White space of any kind, also that which takes no width. */
  private static boolean isBlank(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || c == '\u200B'
        || c == '\u2060'
        || c == '\uFEFF';
  }

  /** The place of a name among class names, whichever way each is written; -1 if it is none. */
  public static int indexOf(List<String> classes, String name) {
    int exact = classes.indexOf(name);
    return exact >= 0
        ? exact
        : classes.stream().map(ClassNames::normal).toList().indexOf(normal(name));
  }

  /**
   * Whether a name says that a clip has no label: {@code unlabelled}, {@code unlabeled}, {@code
   * unknown}, {@code unclassified}, {@code unannotated}, {@code untagged}, {@code no label}, {@code
   * nolabel}, {@code nan}, {@code null}, {@code n/a} or {@code ?}. Upper and lower case are equal,
   * and underscores, hyphens and spaces around words do not count. A blank name says so too.
   */
  public static boolean isUnlabelled(String name) {
    String word = word(name);
    return word.isEmpty() || UNLABELLED.contains(word);
  }

  /** Whether a name is one of the two usual spellings of {@code unlabelled}. */
  static boolean isPlainlyUnlabelled(String name) {
    return Set.of("unlabelled", "unlabeled", "_unlabelled", "_unlabeled").contains(name);
  }

  private static String word(String name) {
    String word = SEPARATORS.matcher(normal(name).toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    return word.equals("un labelled") || word.equals("un labeled") ? "unlabelled" : word;
  }

  /** What a user should know about the names of some classes, one line each. */
  static List<String> remarks(List<String> classes) {
    var remarks = new ArrayList<String>();
    Map<String, List<String>> byLetters =
        classes.stream()
            .flatMap(name -> LabelSets.parts(name).stream())
            .distinct()
            .collect(
                Collectors.groupingBy(
                    name -> name.toLowerCase(Locale.ROOT), TreeMap::new, Collectors.toList()));
    byLetters.values().stream()
        .filter(same -> same.size() > 1)
        .map(same ->
            "classes %s differ in upper and lower case only; they count as %s classes"
                .formatted(quoted(same), same.size()))
        .forEach(remarks::add);
    for (String name : classes) {
      if (DOUBTFUL.contains(word(name))) {
        remarks.add(
            "'%s' counts as a class; if its clips have no label, call it 'unlabelled'"
                .formatted(name));
      }
    }
    classes.stream()
        .filter(LabelSets::isSeveral)
        .findFirst()
        .map(name ->
            "'%s' is several labels: 'earshot train', 'predict', 'detect' and 'evaluate' tell each class from the rest; to other commands it is one class of its own"
                .formatted(name))
        .ifPresent(remarks::add);
    classes.stream()
        .filter(name -> name.matches("[^;|]*\\S\\s*;\\s*[^;|\\s].*"))
        .findFirst()
        .map(name ->
            "'%s' counts as one class of its own; several labels of a clip are separated by |, as in 'rain|wind'"
                .formatted(name))
        .ifPresent(remarks::add);
    return remarks;
  }

  static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }
}
