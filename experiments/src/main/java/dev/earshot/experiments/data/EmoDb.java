package dev.earshot.experiments.data;

import dev.earshot.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Berlin Database of Emotional Speech. Its file names hold the labels: {@code 03a01Fa} is
 * speaker 03, text a01, emotion F (the German initial, here joy), version a.
 */
public final class EmoDb {
  private static final Pattern NAME = Pattern.compile("(\\d\\d)[ab]\\d\\d([WLEAFTN])[a-z]?\\..*");

  private static final Map<String, String> EMOTIONS =
      Map.of(
          "W", "anger",
          "L", "boredom",
          "E", "disgust",
          "A", "fear",
          "F", "joy",
          "T", "sadness",
          "N", "neutral");

  private EmoDb() {}

  /** Whether every clip has a name of this form, and the data have no labels of their own. */
  public static boolean is(Dataset clips) {
    return clips.classes().isEmpty()
        && clips.ids().stream().allMatch(id -> NAME.matcher(id).matches());
  }

  /**
   * The same clips with emotions as labels and speakers as groups.
   *
   * @throws IllegalArgumentException if a clip has another kind of name
   */
  public static Dataset labelled(Dataset clips) {
    List<String> classes = EMOTIONS.values().stream().sorted().toList();
    List<String> speakers = new ArrayList<>();
    int[] labels = new int[clips.rows()];
    for (int row = 0; row < labels.length; row++) {
      var name = NAME.matcher(clips.ids().get(row));
      if (!name.matches()) {
        throw new IllegalArgumentException(clips.ids().get(row) + " is not named as in EmoDB");
      }
      speakers.add(name.group(1));
      labels[row] = classes.indexOf(EMOTIONS.get(name.group(2)));
    }
    return new Dataset(
        clips.x(),
        clips.columns(),
        labels,
        classes,
        clips.ids(),
        clips.split(),
        Optional.of(speakers),
        clips.encoder(),
        Optional.empty());
  }
}
