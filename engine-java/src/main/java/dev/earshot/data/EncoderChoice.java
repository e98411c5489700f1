package dev.earshot.data;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The encoder that was chosen for some data, and why.
 *
 * @param encoder its full name, as a table and a model store it
 * @param scores the encoders that were compared, best first; empty if there were too few labels
 * @param reason why it was taken without a comparison; blank if there was one
 * @param leftOut one line for each encoder that could not be tried
 */
public record EncoderChoice(
    String encoder, List<Score> scores, String reason, List<String> leftOut) {
  /**
   * An encoder that was tried.
   *
   * @param encoder its name, as a user types it
   * @param heldOutAccuracy the mean over the classes of the fraction of held-out labels that a
   *     linear classifier got right
   */
  public record Score(String encoder, double heldOutAccuracy) {}

  /** Copies the lists. */
  public EncoderChoice {
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(reason, "reason");
    scores = List.copyOf(scores);
    leftOut = List.copyOf(leftOut);
  }

  /** The choice in one line: {@code Encoder mn04: 97 % of held-out labels right; logmel 66 %}. */
  public String line() {
    if (scores.isEmpty()) {
      return "Encoder %s, as %s".formatted(encoder.replaceAll("@[0-9a-f]{12}", ""), reason);
    }
    var first = scores.getFirst();
    var others =
        scores.stream()
            .skip(1)
            .map(score -> score.encoder() + " " + percent(score))
            .collect(Collectors.joining(", "));
    return "Encoder %s: %s of held-out labels right%s"
        .formatted(first.encoder(), percent(first), others.isEmpty() ? "" : "; " + others);
  }

  private static String percent(Score score) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * score.heldOutAccuracy());
  }
}
