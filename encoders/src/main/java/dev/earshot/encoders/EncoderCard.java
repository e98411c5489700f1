package dev.earshot.encoders;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.data.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * How to use a network as an encoder: the file {@code NAME.json} beside {@code NAME.onnx}.
 *
 * @param name the encoder's name; without one it is the file's name without its ending
 * @param input the network's input, which takes a waveform
 * @param rate the sample rate of the waveform in Hz
 * @param scale what samples between -1 and 1 are multiplied by; 32768 for a network that takes
 *     16-bit numbers
 * @param minSeconds a shorter clip is lengthened to this by zeros at its end
 * @param maxSeconds a longer clip is cut into equal parts no longer than this
 * @param sounds the output to use when none is named; {@code NAME#sounds} names it too
 * @param voices the output that is better for voices, {@code NAME#voices}
 * @param dims the outputs and the number of columns of each
 * @param pool how one vector is made of a clip's rows
 * @param licence the licence of the network, if known
 * @param source where the network came from, if known
 * @param sha256 the checksum of what {@code source} names, 64 lower-case hexadecimal digits
 * @param onnxSha256 the checksum of the ONNX file; without one any file of the name is taken
 */
public record EncoderCard(
    Optional<String> name,
    String input,
    int rate,
    double scale,
    double minSeconds,
    double maxSeconds,
    String sounds,
    String voices,
    SequencedMap<String, Integer> dims,
    Pooling pool,
    Optional<String> licence,
    Optional<String> source,
    Optional<String> sha256,
    Optional<String> onnxSha256) {
  /** The {@code maxSeconds} of a card that states none. */
  public static final double DEFAULT_MAX_SECONDS = 30;

  private static final double MOST_SECONDS = 600;
  private static final int MOST_DIMS = 1 << 16;
  private static final String SOUNDS = "sounds";
  private static final String VOICES = "voices";

  /** Checks every value. */
  public EncoderCard {
    name.ifPresent(EncoderName::requireName);
    if (rate < Waveform.LOWEST_RATE || rate > Waveform.HIGHEST_RATE) {
      throw new DataException(
          "rate %s is outside of %s to %s Hz"
              .formatted(rate, Waveform.LOWEST_RATE, Waveform.HIGHEST_RATE));
    }
    if (!Double.isFinite(scale) || scale == 0) {
      throw new DataException("scale %s must be a number other than 0".formatted(scale));
    }
    if (!(minSeconds >= 0 && minSeconds <= maxSeconds)
        || !(maxSeconds > 0 && maxSeconds <= MOST_SECONDS)) {
      throw new DataException(
          "min_seconds %s and max_seconds %s: expected 0 <= min_seconds <= max_seconds <= %s"
              .formatted(minSeconds, maxSeconds, MOST_SECONDS));
    }
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
    for (var sum : Stream.of(sha256, onnxSha256).flatMap(Optional::stream).toList()) {
      if (!sum.matches("[0-9a-f]{64}")) {
        throw new DataException("checksum '%s' is not 64 hexadecimal digits".formatted(sum));
      }
    }
  }

  /** The same card with the checksum of its ONNX file. */
  EncoderCard withOnnxSha256(String sum) {
    return with(name, Optional.of(sum));
  }

  /** The same card with a name. */
  EncoderCard withName(String newName) {
    return with(Optional.of(newName), onnxSha256);
  }

  private EncoderCard with(Optional<String> newName, Optional<String> sum) {
    return new EncoderCard(
        newName,
        input,
        rate,
        scale,
        minSeconds,
        maxSeconds,
        sounds,
        voices,
        dims,
        pool,
        licence,
        source,
        sha256,
        sum);
  }

  /**
   * The output of a name: one of {@link #dims}, or {@code sounds} or {@code voices}.
   *
   * @throws DataException if there is none of this name
   */
  String output(String wanted) {
    if (dims.containsKey(wanted)) {
      return wanted;
    }
    return switch (wanted) {
      case SOUNDS -> sounds;
      case VOICES -> voices;
      default ->
          throw new DataException(
              "there is no output '%s'; choose one of %s, or %s or %s"
                  .formatted(wanted, String.join(", ", dims.keySet()), SOUNDS, VOICES));
    };
  }

  /** All that changes a vector, besides the network's file and the choice of its output. */
  String settings() {
    return "%s %s %s %s %s %s".formatted(input, rate, scale, minSeconds, maxSeconds, pool.words());
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
        return new Fields(object).card();
      }
      throw new DataException("expected an object");
    } catch (JsonParseException | DataException e) {
      throw new DataException("%s: %s".formatted(where, e.getMessage()), e);
    }
  }

  /** The card as the text of its file. */
  String json() {
    var object = new JsonObject();
    name.ifPresent(text -> object.addProperty("name", text));
    object.addProperty("input", input);
    object.addProperty("rate", rate);
    object.addProperty("scale", scale);
    object.addProperty("min_seconds", minSeconds);
    object.addProperty("max_seconds", maxSeconds);
    var output = new JsonObject();
    output.addProperty(SOUNDS, sounds);
    output.addProperty(VOICES, voices);
    object.add("output", output);
    var columns = new JsonObject();
    dims.forEach(columns::addProperty);
    object.add("dims", columns);
    object.addProperty("pool", pool.words());
    licence.ifPresent(text -> object.addProperty("licence", text));
    source.ifPresent(text -> object.addProperty("source", text));
    sha256.ifPresent(text -> object.addProperty("sha256", text));
    onnxSha256.ifPresent(text -> object.addProperty("onnx_sha256", text));
    var gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    return gson.toJson(object) + "\n";
  }

  /** The fields of a card in JSON. */
  private record Fields(JsonObject object) {
    private static final List<String> KNOWN =
        List.of(
            "name",
            "input",
            "rate",
            "scale",
            "min_seconds",
            "max_seconds",
            "output",
            "dims",
            "pool",
            "licence",
            "source",
            "sha256",
            "onnx_sha256");

    EncoderCard card() {
      for (var field : object.keySet()) {
        if (!KNOWN.contains(field)) {
          throw new DataException(
              "unknown field '%s'; expected: %s".formatted(field, String.join(", ", KNOWN)));
        }
      }
      var dims = dims();
      return new EncoderCard(
          text("name"),
          text("input").orElseThrow(() -> missing("input")),
          Math.toIntExact(Math.round(number("rate").orElseThrow(() -> missing("rate")))),
          number("scale").orElse(1.0),
          number("min_seconds").orElse(0.0),
          number("max_seconds").orElse(DEFAULT_MAX_SECONDS),
          output(SOUNDS, dims),
          output(VOICES, dims),
          dims,
          Pooling.named(text("pool").orElse(Pooling.MEAN.words())),
          text("licence"),
          text("source"),
          text("sha256"),
          text("onnx_sha256"));
    }

    private SequencedMap<String, Integer> dims() {
      if (!(object.get("dims") instanceof JsonObject columns) || columns.isEmpty()) {
        throw new DataException("field 'dims' must name each output with its number of columns");
      }
      var dims = new LinkedHashMap<String, Integer>();
      for (Map.Entry<String, JsonElement> entry : columns.entrySet()) {
        dims.put(entry.getKey(), (int) number("dims", entry.getValue()));
      }
      return dims;
    }

    /** The default output for a kind of sound: stated, or for all kinds, or the first one. */
    private String output(String kind, SequencedMap<String, Integer> dims) {
      return switch (object.get("output")) {
        case null -> dims.firstEntry().getKey();
        case JsonObject outputs when outputs.has(kind) -> text("output." + kind, outputs.get(kind));
        case JsonObject outputs -> dims.firstEntry().getKey();
        case JsonElement one -> text("output", one);
      };
    }

    private Optional<String> text(String field) {
      return Optional.ofNullable(object.get(field)).map(value -> text(field, value));
    }

    private static String text(String field, JsonElement value) {
      if (value instanceof JsonPrimitive primitive && primitive.isString()) {
        return primitive.getAsString();
      }
      throw new DataException("field '%s' must be a string".formatted(field));
    }

    private Optional<Double> number(String field) {
      return Optional.ofNullable(object.get(field)).map(value -> number(field, value));
    }

    private static double number(String field, JsonElement value) {
      if (value instanceof JsonPrimitive primitive
          && primitive.isNumber()
          && Math.abs(primitive.getAsDouble()) < 1e9) {
        return primitive.getAsDouble();
      }
      throw new DataException("field '%s' must be a number".formatted(field));
    }

    private static DataException missing(String field) {
      return new DataException("field '%s' is missing".formatted(field));
    }
  }
}
