package dev.earshot.experiments.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmoDbTest {
  private static Dataset clips(List<String> ids) {
    int[] labels = new int[ids.size()];
    Arrays.fill(labels, -1);
    return Dataset.of(new float[ids.size()], 1, labels, List.of(), ids, "lld");
  }

  @Test
  void namesHoldEmotionAndSpeaker() {
    var clips = clips(List.of("03a01Fa.flac", "16b10Wb.wav", "08a07Na.wav"));
    assertTrue(EmoDb.is(clips));
    var labelled = EmoDb.labelled(clips);
    assertEquals(
        List.of("joy", "anger", "neutral"),
        Arrays.stream(labelled.labels()).mapToObj(labelled.classes()::get).toList());
    assertEquals(Optional.of(List.of("03", "16", "08")), labelled.groups());
    assertEquals(7, labelled.classes().size());
  }

  @Test
  void otherFoldersAreNotTakenForIt() {
    assertFalse(EmoDb.is(clips(List.of("03a01Fa.flac", "dog.wav"))));
    assertFalse(EmoDb.is(clips(List.of("03a01Xa.flac"))));
  }
}
