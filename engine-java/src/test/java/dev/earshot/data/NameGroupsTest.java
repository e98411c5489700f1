package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.Dataset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NameGroupsTest {
  /** A table of clips whose class is the first folder of their id. */
  private static Dataset named(List<String> ids) {
    var classes = ids.stream().map(id -> id.substring(0, id.indexOf('/'))).distinct().toList();
    return Dataset.of(
        new float[ids.size()],
        1,
        ids.stream().mapToInt(id -> classes.indexOf(id.substring(0, id.indexOf('/')))).toArray(),
        classes,
        ids,
        "npz");
  }

  /** Names for 24 clips; in a pattern %1$s is the class, %2$d 0 to 3, %3$d 0 to 2. */
  private static List<String> names(String pattern) {
    return Stream.of("dog", "rain")
        .flatMap(name ->
            IntStream.range(0, 12)
                .mapToObj(i -> String.format(java.util.Locale.ROOT, pattern, name, i / 3, i % 3)))
        .toList();
  }

  private static Optional<String> suggested(List<String> ids) {
    return NameGroups.of(named(ids)).map(NameGroups.Suggestion::name);
  }

  @Test
  void counters() {
    for (var pattern :
        List.of(
            "%1$s/%2$d%3$d.wav",
            "%1$s/%1$s_%2$d%3$d.wav",
            "%1$s/clip-%2$d%3$d.wav",
            "%1$s/%1$s clip %2$d%3$d.wav",
            "%1$s/take%2$d%3$d.wav")) {
      assertEquals(Optional.empty(), suggested(names(pattern)), pattern);
    }
    var random =
        IntStream.range(0, 40)
            .mapToObj(i -> i % 2 + "/" + Integer.toHexString((i + 7) * 0x9E3779B1) + ".wav");
    assertEquals(Optional.empty(), suggested(random.toList()));
  }

  /** The vote needs the groups of unlabelled clips, too. */
  @Test
  void unlabelledClipsAreInGroups() {
    var ids = names("%1$s/s%2$d_%3$d.wav");
    int[] labels = IntStream.range(0, ids.size()).map(i -> i % 3 == 0 ? i / 12 : -1).toArray();
    var groups = NameGroups.groups(ids, labels).orElseThrow();
    assertEquals(
        IntStream.range(0, ids.size()).mapToObj(i -> "s" + i % 12 / 3 + "_").toList(), groups);
  }

  @Test
  void recordingsAndSpeakers() {
    assertEquals(Optional.of("dog/session0"), suggested(names("%1$s/session%2$d/%3$d.wav")));
    assertEquals(Optional.of("s0_"), suggested(names("%1$s/s%2$d_%3$d.wav")));
    assertEquals(Optional.of("dog-0-"), suggested(names("%1$s/%1$s-%2$d-%3$d.wav")));
    assertEquals(Optional.of("00"), suggested(names("%1$s/0%2$da%3$d.wav")));
  }

  @Test
  void statedGroupsNeedNoSuggestion() {
    var data = named(names("%1$s/s%2$d_%3$d.wav"));
    var stated =
        new Dataset(
            data.x(),
            1,
            data.labels(),
            data.classes(),
            data.ids(),
            data.split(),
            Optional.of(data.ids()),
            "npz",
            Optional.empty());
    assertEquals(Optional.empty(), NameGroups.of(stated));
  }
}
