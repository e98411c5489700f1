package dev.earshot.encoders;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.earshot.DataException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The fields of a card, or of a part of it, in JSON. */
final class CardJson {
  private static final String SHA256 = "sha256";
  private static final List<String> KNOWN =
      List.of(
          "name",
          "input",
          "rate",
          "scale",
          "normalise",
          "min_seconds",
          "max_seconds",
          "window_seconds",
          "hop_seconds",
          "front",
          "patch",
          "output",
          "dims",
          "whiten",
          "pool",
          "licence",
          "source",
          SHA256,
          "onnx_sha256");

  private final JsonObject object;
  private final String prefix;

  private CardJson(JsonObject object, String prefix, List<String> known) {
    this.object = object;
    this.prefix = prefix;
    for (var field : object.keySet()) {
      if (!known.contains(field)) {
        throw new DataException(
            "unknown field '%s%s'; expected: %s"
                .formatted(prefix, field, String.join(", ", known)));
      }
    }
  }

  /**
   * Reads a card.
   *
   * @throws DataException if a field is missing or wrong
   */
  static EncoderCard read(JsonObject object) {
    var fields = new CardJson(object, "", KNOWN);
    var dims = fields.dims();
    return new EncoderCard(
        fields.text("name"),
        new EncoderCard.Ports(
            fields.required("input"),
            fields.output(EncoderCard.SOUNDS, dims),
            fields.output(EncoderCard.VOICES, dims),
            dims),
        fields.preparation(),
        fields.front(),
        fields.whitening(),
        Pooling.named(fields.text("pool").orElse(Pooling.MEAN.words())),
        new EncoderCard.Origin(
            fields.text("licence"),
            fields.text("source"),
            fields.text(SHA256),
            fields.text("onnx_sha256")));
  }

  private Preparation preparation() {
    return new Preparation(
        whole("rate").orElseThrow(() -> missing("rate")),
        number("scale").orElse(1.0),
        flag("normalise"),
        number("min_seconds").orElse(0.0),
        number("max_seconds").orElse(Preparation.DEFAULT_MAX_SECONDS),
        windows());
  }

  private Optional<Preparation.Windows> windows() {
    var seconds = number("window_seconds");
    var hop = number("hop_seconds");
    if (seconds.isEmpty() && hop.isPresent()) {
      throw missing("window_seconds");
    }
    return seconds.map(length -> new Preparation.Windows(length, hop.orElse(length)));
  }

  private Optional<Front> front() {
    return switch (object.get("front")) {
      case null -> {
        if (object.has("patch")) {
          throw missing("front");
        }
        yield Optional.empty();
      }
      case JsonObject network -> {
        var fields =
            new CardJson(
                network, "front.", List.of("file", "input", "output", "multiply", "add", SHA256));
        yield Optional.of(
            new Front.Network(
                fields.required("file"),
                fields.text(SHA256),
                fields.required("input"),
                fields.required("output"),
                fields.number("multiply").orElse(1.0),
                fields.number("add").orElse(0.0),
                patch()));
      }
      case JsonElement word when text("front", word).equals(Front.LOG_MEL) ->
          Optional.of(new Front.LogMel(patch()));
      case JsonElement word ->
          throw new DataException(
              "front '%s' is unknown; expected %s, or an object that names a network"
                  .formatted(text("front", word), Front.LOG_MEL));
    };
  }

  private Front.Patch patch() {
    if (object.get("patch") instanceof JsonObject patch) {
      var fields = new CardJson(patch, "patch.", List.of("frames", "hop"));
      int frames = fields.whole("frames").orElseThrow(() -> fields.missing("frames"));
      return new Front.Patch(frames, fields.whole("hop").orElse(frames));
    }
    throw new DataException("field 'patch' must have frames and hop, because there is a front");
  }

  private Optional<Whitening> whitening() {
    return switch (object.get("whiten")) {
      case null -> Optional.empty();
      case JsonObject whiten -> {
        var fields = new CardJson(whiten, "whiten.", List.of("file", "bits", SHA256));
        yield Optional.of(
            new Whitening(
                fields.required("file"), fields.whole("bits").orElse(8), fields.text(SHA256)));
      }
      default -> throw new DataException("field 'whiten' must be an object that names a file");
    };
  }

  private SequencedMap<String, Integer> dims() {
    if (!(object.get("dims") instanceof JsonObject outputs) || outputs.isEmpty()) {
      throw new DataException("field 'dims' must name each output with its number of columns");
    }
    var dims = new LinkedHashMap<String, Integer>();
    for (var entry : outputs.entrySet()) {
      double columns = number("dims", entry.getValue());
      if (columns != Math.rint(columns)) {
        throw new DataException("field 'dims' must have whole numbers of columns");
      }
      dims.put(entry.getKey(), (int) columns);
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

  private String required(String field) {
    return text(field).orElseThrow(() -> missing(field));
  }

  private Optional<String> text(String field) {
    return Optional.ofNullable(object.get(field)).map(value -> text(field, value));
  }

  private String text(String field, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw new DataException("field '%s%s' must be a string".formatted(prefix, field));
  }

  private boolean flag(String field) {
    return switch (object.get(field)) {
      case null -> false;
      case JsonPrimitive primitive when primitive.isBoolean() -> primitive.getAsBoolean();
      default ->
          throw new DataException("field '%s%s' must be true or false".formatted(prefix, field));
    };
  }

  private Optional<Integer> whole(String field) {
    return number(field)
        .map(value -> {
          if (value != Math.rint(value)) {
            throw new DataException("field '%s%s' must be a whole number".formatted(prefix, field));
          }
          return value.intValue();
        });
  }

  private Optional<Double> number(String field) {
    return Optional.ofNullable(object.get(field)).map(value -> number(field, value));
  }

  private double number(String field, JsonElement value) {
    if (value instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && Math.abs(primitive.getAsDouble()) < 1e9) {
      return primitive.getAsDouble();
    }
    throw new DataException("field '%s%s' must be a number".formatted(prefix, field));
  }

  private DataException missing(String field) {
    return new DataException("field '%s%s' is missing".formatted(prefix, field));
  }

  /** A card as the text of its file. */
  static String write(EncoderCard card) {
    var object = new JsonObject();
    card.name().ifPresent(text -> object.addProperty("name", text));
    object.addProperty("input", card.ports().input());
    write(card.preparation(), object);
    card.front().ifPresent(front -> write(front, object));
    var output = new JsonObject();
    output.addProperty(EncoderCard.SOUNDS, card.ports().sounds());
    output.addProperty(EncoderCard.VOICES, card.ports().voices());
    object.add("output", output);
    var columns = new JsonObject();
    card.ports().dims().forEach(columns::addProperty);
    object.add("dims", columns);
    card.whitening()
        .ifPresent(whitening -> {
          var whiten = new JsonObject();
          whiten.addProperty("file", whitening.file());
          whiten.addProperty("bits", whitening.bits());
          whitening.sha256().ifPresent(sum -> whiten.addProperty(SHA256, sum));
          object.add("whiten", whiten);
        });
    object.addProperty("pool", card.pool().words());
    card.origin().licence().ifPresent(text -> object.addProperty("licence", text));
    card.origin().source().ifPresent(text -> object.addProperty("source", text));
    card.origin().sha256().ifPresent(text -> object.addProperty(SHA256, text));
    card.origin().onnxSha256().ifPresent(text -> object.addProperty("onnx_sha256", text));
    var gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    return gson.toJson(object) + "\n";
  }

  private static void write(Preparation preparation, JsonObject object) {
    object.addProperty("rate", preparation.rate());
    object.addProperty("scale", preparation.scale());
    if (preparation.normalised()) {
      object.addProperty("normalise", true);
    }
    object.addProperty("min_seconds", preparation.minSeconds());
    object.addProperty("max_seconds", preparation.maxSeconds());
    preparation
        .windows()
        .ifPresent(windows -> {
          object.addProperty("window_seconds", windows.seconds());
          object.addProperty("hop_seconds", windows.hop());
        });
  }

  private static void write(Front front, JsonObject object) {
    switch (front) {
      case Front.LogMel ignored -> object.addProperty("front", Front.LOG_MEL);
      case Front.Network network -> {
        var first = new JsonObject();
        first.addProperty("file", network.file());
        first.addProperty("input", network.input());
        first.addProperty("output", network.output());
        first.addProperty("multiply", network.multiply());
        first.addProperty("add", network.add());
        network.sha256().ifPresent(sum -> first.addProperty(SHA256, sum));
        object.add("front", first);
      }
    }
    var patch = new JsonObject();
    patch.addProperty("frames", front.patch().frames());
    patch.addProperty("hop", front.patch().hop());
    object.add("patch", patch);
  }
}
