package dev.earshot.encoders;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network on this machine with its card. Its name is the {@code name} in the card, or the known
 * name of a network made from the same weights, or else the file's name without its ending.
 *
 * @param name its name
 * @param file the ONNX file
 * @param card its card
 */
public record InstalledEncoder(String name, Path file, EncoderCard card) {
  static final String ENDING = ".onnx";

  /**
   * Looks at a file and its card. A network that Earshot knows needs no card.
   *
   * @throws DataException if there is no card or it is wrong
   */
  static InstalledEncoder of(Path file) {
    try {
      var card = card(file);
      var name = card.name().or(() -> KnownCards.name(card)).orElseGet(() -> stem(file));
      EncoderName.requireFree(name, file);
      return new InstalledEncoder(name, file, card);
    } catch (IOException e) {
      throw new DataException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
  }

  /** The size of its files in bytes, without the card. */
  public long bytes() throws IOException {
    long bytes = Files.size(file);
    for (var name : card.furtherFiles()) {
      var further = Front.beside(file, name);
      bytes += Files.exists(further) ? Files.size(further) : 0;
    }
    return bytes;
  }

  private static EncoderCard card(Path file) throws IOException {
    var beside = file.resolveSibling(stem(file) + ".json");
    if (Files.exists(beside)) {
      return EncoderCard.read(beside);
    }
    return KnownCards.of(OnnxFile.read(file))
        .orElseThrow(() ->
            new DataException(
                "%s: has no card %s beside it; make one: earshot encoders add %s --rate HZ"
                    .formatted(file, beside.getFileName(), file)));
  }

  /** The file's name without its ending. */
  static String stem(Path file) {
    var name = file.getFileName().toString();
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }
}
