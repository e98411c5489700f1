package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The labels of clips that may have several, such as {@code rain|wind}. A row with such a label has
 * each of the classes that the bar separates.
 *
 * @param classes the names of the single classes, in order
 * @param has rows x classes, row-major: whether the row has the class
 * @param labelled the rows with a label, ascending; the others say nothing
 */
public record LabelSets(List<String> classes, boolean[] has, int[] labelled) {
  /** Copies the list. */
  public LabelSets {
    classes = List.copyOf(classes);
  }

  /** Whether a name is that of several classes. */
  static boolean isSeveral(String name) {
    return parts(name).size() > 1;
  }

  /** Whether a clip of the data has several labels. */
  public static boolean areIn(Dataset data) {
    return data.classes().stream().anyMatch(LabelSets::isSeveral);
  }

  /** The single classes of a name. */
  static List<String> parts(String name) {
    return Stream.of(ClassNames.normal(name).split(Pattern.quote(ClassNames.BAR)))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** The labels of a data set. */
  public static LabelSets of(Dataset data) {
    TreeSet<String> names = new TreeSet<>();
    List<List<String>> sets = data.classes().stream().map(LabelSets::parts).toList();
    sets.forEach(names::addAll);
    List<String> classes = new ArrayList<>(names);
    int count = classes.size();
    boolean[] has = new boolean[Math.multiplyExact(data.rows(), count)];
    int[] labels = data.labels();
    for (int row = 0; row < data.rows(); row++) {
      if (labels[row] >= 0) {
        for (String name : sets.get(labels[row])) {
          has[row * count + classes.indexOf(name)] = true;
        }
      }
    }
    int[] labelled = IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
    return new LabelSets(classes, has, labelled);
  }

  /**
   * These labels, if they can be learnt from.
   *
   * @throws DataException if a class is that of all labelled clips, or of only one: it cannot be
   *     told from the rest
   */
  public LabelSets learnable() {
    for (int c = 0; c < classes.size(); c++) {
      int of = count(c);
      if (of < 2 || of == labelled.length) {
        throw new DataException(
            "class '%s' has %s of the %s labelled clips: to be learnt against the rest, a class needs two or more, and not all"
                .formatted(classes.get(c), of, labelled.length));
      }
    }
    return this;
  }

  /** Whether a row has a class. */
  public boolean has(int row, int label) {
    return has[row * classes.size() + label];
  }

  /** The number of clips of a class. */
  public int count(int label) {
    return (int) Arrays.stream(labelled).filter(row -> has(row, label)).count();
  }
}
