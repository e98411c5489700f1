package dev.earshot.encoders;

import dev.earshot.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The cards of networks that Earshot knows. The networks themselves are no part of it. */
public final class KnownCards {
  /** In this order they are taken where no labels tell which is best. */
  private static final List<EncoderCard> ALL =
      List.of(
              "mn04",
              "yamnet",
              "speech-embedding",
              "vggish",
              "wav2vec2",
              "hubert",
              "ast",
              "ssast",
              "byol-s",
              "birdnet",
              "perch")
          .stream()
          .map(KnownCards::read)
          .toList();

  private KnownCards() {}

  /** All of them; each has a name, a licence and a source. */
  public static List<EncoderCard> all() {
    return ALL;
  }

  /** The card of the network whose ONNX file has this checksum. */
  static Optional<EncoderCard> of(OnnxFile file) {
    return ALL.stream()
        .filter(card -> card.origin().onnxSha256().equals(Optional.of(file.sha256())))
        .findAny();
  }

  /**
   * The card of a name.
   *
   * @throws DataException if none has it
   */
  public static EncoderCard named(String name) {
    return ALL.stream()
        .filter(card -> card.name().equals(Optional.of(name)))
        .findAny()
        .orElseThrow(() ->
            new DataException(
                "there is no known card '%s'; choose one of %s"
                    .formatted(
                        name,
                        ALL.stream()
                            .flatMap(card -> card.name().stream())
                            .collect(Collectors.joining(", ")))));
  }

  /** The name of the network that was made from the same weights as that of a card. */
  static Optional<String> name(EncoderCard given) {
    return ALL.stream()
        .filter(card ->
            card.origin().sha256().isPresent()
                && card.origin().sha256().equals(given.origin().sha256()))
        .flatMap(card -> card.name().stream())
        .findAny();
  }

  private static EncoderCard read(String name) {
    try (var in = KnownCards.class.getResourceAsStream(name + ".json")) {
      return EncoderCard.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
