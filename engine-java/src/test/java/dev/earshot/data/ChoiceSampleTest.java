package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChoiceSampleTest {
  private static Manifest.Clip clip(String label, String name, Part part) {
    var id = label + "/" + name;
    return new Manifest.Clip(Path.of(id), id, Optional.of(label), part, Optional.empty());
  }

  /** A number of clips of each class; the names say nothing. */
  private static List<Manifest.Clip> clips(Map<String, Integer> counts, Part part) {
    var clips = new ArrayList<Manifest.Clip>();
    counts.forEach((label, count) -> {
      for (int i = 0; i < count; i++) {
        clips.add(clip(label, Integer.toHexString(i * 7919 + part.ordinal()), part));
      }
    });
    return clips;
  }

  private static Optional<Manifest> sample(List<Manifest.Clip> clips) {
    var classes =
        clips.stream().flatMap(clip -> clip.label().stream()).distinct().sorted().toList();
    return ChoiceSample.of(
        new Manifest(Path.of(""), clips, classes, 0, List.of("a failure"), List.of("a note")));
  }

  private static Map<String, Long> counts(Manifest manifest) {
    return manifest.clips().stream()
        .collect(Collectors.groupingBy(clip -> clip.label().orElseThrow(), Collectors.counting()));
  }

  @Test
  void asManyOfEachClassAsFit() {
    var few = sample(clips(Map.of("a", 30, "b", 4), Part.NONE)).orElseThrow();
    assertEquals(Map.of("a", 30L, "b", 4L), counts(few));
    var many = sample(clips(Map.of("a", 500, "b", 20, "c", 900), Part.NONE)).orElseThrow();
    assertEquals(Map.of("a", 90L, "b", 20L, "c", 90L), counts(many));
    assertEquals(List.of(), many.failures());
  }

  @Test
  void ofVeryManyClassesTheLargest() {
    var all = new ArrayList<>(clips(Map.of("large", 100), Part.NONE));
    for (int c = 0; c < 300; c++) {
      all.addAll(clips(Map.of("class" + c, c < 30 ? 1 : 5), Part.NONE));
    }
    var counts = counts(sample(all).orElseThrow());
    assertEquals(50, counts.size());
    assertTrue(counts.containsKey("large"));
    assertEquals(200, counts.values().stream().mapToLong(n -> n).sum());
  }

  @Test
  void clipsOfTheTestPartAreNotHeard() {
    var all = new ArrayList<>(clips(Map.of("a", 5, "b", 5), Part.NONE));
    all.addAll(clips(Map.of("a", 7, "b", 7, "c", 9), Part.TEST));
    assertEquals(Map.of("a", 5L, "b", 5L), counts(sample(all).orElseThrow()));
  }

  @Test
  void tooFewLabels() {
    assertTrue(sample(clips(Map.of("a", 100), Part.NONE)).isEmpty());
    assertTrue(sample(clips(Map.of("a", 100, "b", 1, "c", 1), Part.NONE)).isEmpty());
    assertTrue(sample(clips(Map.of("a", 9, "b", 9), Part.TEST)).isEmpty());
  }

  @Test
  void namesOfAllClipsSuggestTheGroups() {
    var clips = new ArrayList<Manifest.Clip>();
    for (int speaker = 0; speaker < 20; speaker++) {
      for (int take = 0; take < 20; take++) {
        var label = take % 2 == 0 ? "no" : "yes";
        clips.add(clip(label, "s%02d-%02d.wav".formatted(speaker, take), Part.NONE));
      }
    }
    var sample = sample(clips).orElseThrow();
    assertEquals(200, sample.clips().size());
    for (var clip : sample.clips()) {
      var file = clip.path().getFileName().toString();
      assertEquals(Optional.of(file.substring(0, 4)), clip.group());
    }
  }
}
