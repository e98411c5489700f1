package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderChoiceTest {
  @Test
  void isOneLine() {
    var scores =
        List.of(
            new EncoderChoice.Score("mn04", 0.974),
            new EncoderChoice.Score("yamnet#mid", 0.95),
            new EncoderChoice.Score("logmel", 0.655));
    assertEquals(
        "Encoder mn04: 97 % of held-out labels right; yamnet#mid 95 %, logmel 66 %",
        new EncoderChoice("mn04#embeddings@fcbaa24ee3de", scores, "", List.of()).line());
    assertEquals(
        "Encoder logmel: 66 % of held-out labels right",
        new EncoderChoice("logmel", scores.subList(2, 3), "", List.of()).line());
    assertEquals(
        "Encoder mn04#mid+lld, as there are too few labels",
        new EncoderChoice(
                "mn04#mid@fcbaa24ee3de+lld", List.of(), "there are too few labels", List.of())
            .line());
  }
}
