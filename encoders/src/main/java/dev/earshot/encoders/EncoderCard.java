package dev.earshot.encoders;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.earshot.DataException;
import dev.earshot.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * How to use a network as an encoder: the file {@code NAME.json} beside {@code NAME.onnx}.
 *
 * @param name the encoder's name; without one it is the file's name without its ending
 * @param ports what of the network is used
 * @param preparation how a clip's samples are prepared
 * @param front what turns the waveform into what the network takes, if that is no waveform
 * @param whitening post-processing of the network's rows, if it is wanted
 * @param pool how one vector is made of a clip's rows
 * @param origin where the network came from
 */
public record EncoderCard(
    Optional<String> name,
    Ports ports,
    Preparation preparation,
    Optional<Front> front,
    Optional<Whitening> whitening,
    Pooling pool,
    Origin origin) {
  static final String SOUNDS = "sounds";
  static final String VOICES = "voices";

  private static final int MOST_DIMS = 1 << 16;

  /**
   * The input and the outputs of a network that are used.
   *
   * @param input the input, which takes a waveform, or patches of a front end
   * @param sounds the output to use when none is named; {@code NAME#sounds} names it too
   * @param voices the output that is better for voices, {@code NAME#voices}
   * @param dims the outputs and the number of columns of each
   */
  public record Ports(
      String input, String sounds, String voices, SequencedMap<String, Integer> dims) {
    /** Checks the outputs. */
    public Ports {
      dims = new LinkedHashMap<>(dims);
      dims.forEach((output, columns) -> {
        EncoderName.requireOutput(output);
        if (columns < 1 || columns > MOST_DIMS) {
          throw new DataException(
              "output '%s' has %s columns; expected 1 to %s".formatted(output, columns, MOST_DIMS));
        }
      });
      for (var output : List.of(sounds, voices)) {
        if (!dims.containsKey(output)) {
          throw new DataException(
              "output '%s' is not in dims; expected one of %s"
                  .formatted(output, String.join(", ", dims.keySet())));
        }
      }
    }
  }

  /**
   * Where a network came from, and how its file is known again.
   *
   * @param licence its licence, if known
   * @param source its source, if known
   * @param sha256 the checksum of what {@code source} names, 64 lower-case hexadecimal digits
   * @param onnxSha256 the checksum of the ONNX file; without one any file of the name is taken
   */
  public record Origin(
      Optional<String> licence,
      Optional<String> source,
      Optional<String> sha256,
      Optional<String> onnxSha256) {
    /** Checks the checksums. */
    public Origin {
      sha256.ifPresent(OnnxFile::requireSha256);
      onnxSha256.ifPresent(OnnxFile::requireSha256);
    }
  }

  /** Checks the name, and that the front takes what is prepared. */
  public EncoderCard {
    name.ifPresent(EncoderName::requireName);
    front.ifPresent(each -> requireFit(each, preparation));
  }

  private static void requireFit(Front front, Preparation preparation) {
    if (preparation.windows().isPresent()) {
      throw new DataException("window_seconds is for networks that take a waveform, not patches");
    }
    boolean plain = preparation.scale() == 1 && !preparation.normalised();
    if (front instanceof Front.LogMel && !(preparation.rate() == 16_000 && plain)) {
      throw new DataException(
          "front %s needs rate 16000, scale 1, and no normalise".formatted(Front.LOG_MEL));
    }
  }

  /** The sample rate of the waveform in Hz. */
  public int rate() {
    return preparation.rate();
  }

  /** The same card with the checksum of its ONNX file. */
  EncoderCard withOnnxSha256(String sum) {
    Origin known = new Origin(origin.licence, origin.source, origin.sha256, Optional.of(sum));
    return new EncoderCard(name, ports, preparation, front, whitening, pool, known);
  }

  /** The same card with a name. */
  EncoderCard withName(String newName) {
    return new EncoderCard(
        Optional.of(newName), ports, preparation, front, whitening, pool, origin);
  }

  /** The same card with another front and whitening. */
  EncoderCard with(Optional<Front> newFront, Optional<Whitening> newWhitening) {
    return new EncoderCard(name, ports, preparation, newFront, newWhitening, pool, origin);
  }

  /** The names of the files beside the network that it needs. */
  public List<String> furtherFiles() {
    var files = new ArrayList<String>();
    front.ifPresent(each -> {
      if (each instanceof Front.Network network) {
        files.add(network.file());
      }
    });
    whitening.ifPresent(each -> files.add(each.file()));
    return List.copyOf(files);
  }

  /**
   * The output of a name: one of {@link Ports#dims}, or {@code sounds} or {@code voices}.
   *
   * @throws DataException if there is none of this name
   */
  String output(String wanted) {
    if (ports.dims.containsKey(wanted)) {
      return wanted;
    }
    return switch (wanted) {
      case SOUNDS -> ports.sounds;
      case VOICES -> ports.voices;
      default ->
          throw new DataException(
              "there is no output '%s'; choose one of %s, or %s or %s"
                  .formatted(wanted, String.join(", ", ports.dims.keySet()), SOUNDS, VOICES));
    };
  }

  /** All that changes a vector, besides the files and the choice of the output. */
  String settings() {
    return "%s %s %s".formatted(ports.input, preparation.settings(), pool.words())
        + front.map(Front::settings).orElse("");
  }

  /**
   * Reads a card.
   *
   * @throws DataException if it cannot be read or a field is wrong; the message names file and
   *     field
   */
  static EncoderCard read(Path file) throws IOException {
    return parse(InputFile.text(file, InputFile.MOST_JSON, "an encoder's card in JSON"), file);
  }

  /**
   * Reads a card from its text.
   *
   * @param where the source, for messages
   */
  static EncoderCard parse(String json, Object where) {
    try {
      if (JsonParser.parseString(json) instanceof JsonObject object) {
        return CardJson.read(object);
      }
      throw new DataException("expected an object");
    } catch (JsonParseException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new DataException(
          "%s: not JSON: %s"
              .formatted(where, cause.getMessage().lines().findFirst().orElse("it is cut short")),
          e);
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(where, e.getMessage()), e);
    }
  }

  /** The card as the text of its file. */
  String json() {
    return CardJson.write(this);
  }
}
