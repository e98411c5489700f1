package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.Dataset;
import dev.earshot.SharedData;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The names of two public data sets. */
class SuggestedGroupsTest {
  private static Optional<NameGroups.Suggestion> suggested(
      List<String> ids, int[] labels, List<String> classes) {
    return NameGroups.of(Dataset.of(new float[labels.length], 1, labels, classes, ids, "npz"));
  }

  /** The second number of a name is the recording, as in {@code 1-100032-A-0.wav}. */
  @Test
  void esc10HasSeveralClipsOfOneRecording() throws IOException {
    var manifest = Manifest.read(SharedData.path("esc10"));
    var ids = manifest.clips().stream().map(Manifest.Clip::id).toList();
    var found = suggested(ids, manifest.labels(), manifest.classes()).orElseThrow();
    assertEquals(304, found.groups(), found::toString);
  }

  /** The first two digits of a name are the speaker, as in {@code 03a01Fa.wav}. */
  @Test
  void emoDbHasSpeakers() throws IOException {
    var clips = Manifest.read(SharedData.path("emodb")).clips();
    var ids = clips.stream().map(Manifest.Clip::id).toList();
    int[] labels = ids.stream().mapToInt(id -> "WLEAFTN".indexOf(id.charAt(5))).toArray();
    var classes = List.of("W", "L", "E", "A", "F", "T", "N");
    assertEquals(10, suggested(ids, labels, classes).orElseThrow().groups());
  }
}
