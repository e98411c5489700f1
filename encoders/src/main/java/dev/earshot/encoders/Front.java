package dev.earshot.encoders;

import dev.earshot.DataException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What turns a waveform into rows of numbers, one for each frame, for a network that takes patches
 * of such rows instead of a waveform.
 */
public sealed interface Front {
  /** The word for {@link LogMel} in a card. */
  String LOG_MEL = "logmel";

  /** The patches that the network takes. What does not fill a patch at a clip's end is left out. */
  Patch patch();

  /** All that changes a vector, besides files. */
  String settings();

  /**
   * The patches of a network's input.
   *
   * @param frames the rows of a patch
   * @param hop the rows from one patch's start to the next one's
   */
  record Patch(int frames, int hop) {
    private static final int MOST = 1 << 14;

    /** Checks both. */
    public Patch {
      if (frames < 1 || frames > MOST || hop < 1 || hop > frames) {
        throw new DataException(
            "patch of %s frames, hop %s: expected 1 <= hop <= frames <= %s"
                .formatted(frames, hop, MOST));
      }
    }
  }

  /** Our own log-mel front end, that of VGGish. */
  record LogMel(Patch patch) implements Front {
    @Override
    public String settings() {
      return " front logmel " + patch.frames() + " " + patch.hop();
    }
  }

  /**
   * A first network, in a file of its own. Its values x go on as x times {@code multiply}, plus
   * {@code add}.
   *
   * @param file its name, in the folder of the second network
   * @param sha256 its checksum; without one any file of the name is taken
   * @param input its input, which takes a waveform
   * @param output its output, rows of frames
   */
  record Network(
      String file,
      Optional<String> sha256,
      String input,
      String output,
      double multiply,
      double add,
      Patch patch)
      implements Front {
    /** Checks every value. */
    public Network {
      requireFileName(file);
      sha256.ifPresent(OnnxFile::requireSha256);
      if (!Double.isFinite(multiply) || multiply == 0 || !Double.isFinite(add)) {
        throw new DataException(
            "front: multiply %s and add %s must be numbers, the first not 0"
                .formatted(multiply, add));
      }
    }

    /** The same front with its file. */
    Network with(String newFile, String sum) {
      return new Network(newFile, Optional.of(sum), input, output, multiply, add, patch);
    }

    @Override
    public String settings() {
      return " front %s %s %s %s %s %s"
          .formatted(input, output, multiply, add, patch.frames(), patch.hop());
    }
  }

  /**
   * Checks the name of a file that a card names: it must be in the folder of the card.
   *
   * @throws DataException if it is a path
   */
  static void requireFileName(String name) {
    if (!name.matches("[\\w.-]{1,200}") || name.startsWith(".")) {
      throw new DataException(
          "file '%s': expected the name of a file in the folder of the card".formatted(name));
    }
  }

  /** The file of this name beside another. */
  static Path beside(Path network, String name) {
    return network.toAbsolutePath().resolveSibling(name);
  }
}
