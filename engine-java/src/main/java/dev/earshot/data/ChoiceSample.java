package dev.earshot.data;

import dev.earshot.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Draws the labelled clips by which an encoder is chosen. */
final class ChoiceSample {
  /** The number of clips is limited rather than the time, so that the choice does not vary. */
  static final int MOST_CLIPS = 200;

  /** With fewer clips of each class, the scores would say little. */
  private static final int MOST_CLASSES = 50;

  private ChoiceSample() {}

  /**
   * Draws clips at random, as many of each class as possible. Clips of a stated test part are not
   * drawn. Of many classes, only the largest take part.
   *
   * @return the clips, in the manifest's order, of two classes or more, each with at least two. If
   *     the data states no groups, the clips have those that their names suggest. Empty if there
   *     are too few labels
   */
  static Optional<Manifest> of(Manifest manifest) {
    int[] labels = manifest.labels();
    int[] counts = new int[manifest.classes().size()];
    for (int i = 0; i < labels.length; i++) {
      if (manifest.clips().get(i).part() == Part.TEST) {
        labels[i] = -1;
      } else if (labels[i] >= 0) {
        counts[labels[i]]++;
      }
    }
    int[] classes =
        IntStream.range(0, counts.length)
            .filter(c -> counts[c] > 1)
            .boxed()
            .sorted(Comparator.comparingInt(c -> -counts[c]))
            .limit(MOST_CLASSES)
            .mapToInt(c -> c)
            .sorted()
            .toArray();
    if (classes.length < 2) {
      return Optional.empty();
    }
    int[] rows =
        IntStream.range(0, labels.length)
            .filter(row -> Arrays.binarySearch(classes, labels[row]) >= 0)
            .toArray();
    int each = 2;
    while (drawn(counts, classes, each + 1) <= MOST_CLIPS && each < rows.length) {
      each++;
    }
    int[] sample = Splits.keepLabels(labels, rows, each, 0);
    return Optional.of(manifest.withClips(clips(manifest, rows, labels, sample)));
  }

  private static int drawn(int[] counts, int[] classes, int each) {
    return IntStream.of(classes).map(c -> Math.min(counts[c], each)).sum();
  }

  private static List<Manifest.Clip> clips(
      Manifest manifest, int[] rows, int[] labels, int[] sample) {
    List<String> ids = IntStream.of(rows).mapToObj(row -> manifest.clips().get(row).id()).toList();
    boolean stated = manifest.clips().stream().anyMatch(clip -> clip.group().isPresent());
    Optional<List<String>> suggested =
        stated
            ? Optional.empty()
            : NameGroups.groups(ids, IntStream.of(rows).map(row -> labels[row]).toArray());
    List<Manifest.Clip> clips = new ArrayList<>();
    for (int row : sample) {
      Manifest.Clip clip = manifest.clips().get(row);
      int place = Arrays.binarySearch(rows, row);
      clips.add(suggested.map(groups -> clip.inGroup(groups.get(place))).orElse(clip));
    }
    return clips;
  }
}
