package dev.earshot.cli.label;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the page asks for.
 *
 * @param query what follows the question mark, decoded
 * @param type the {@code Content-Type} of the body; empty if there is none
 * @param body the rest of the request, not yet read
 */
record Request(Map<String, String> query, String type, InputStream body) {
  /** The most bytes of a JSON body. */
  private static final int MOST_JSON = 1 << 16;

  /** The body has more bytes than this kind of request may have. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;

    TooLarge(int most) {
      super("the request is too large: expected at most %s bytes".formatted(most));
    }
  }

  /** The body has ended early: whoever sent it has gone, or the server is stopping. */
  static final class CutOff extends IOException {
    private static final long serialVersionUID = 1;

    CutOff(IOException cause) {
      super("the request was cut off", cause);
    }
  }

  /** Splits what follows the question mark. */
  static Map<String, String> query(String raw) {
    var found = new HashMap<String, String>();
    for (var pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        found.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return found;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** A part of the query. */
  String text(String name) {
    return Optional.ofNullable(query.get(name))
        .orElseThrow(() -> new DataException("the request has no '%s'".formatted(name)));
  }

  /** A part of the query that is a whole number. */
  long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new DataException("%s: expected a whole number".formatted(name), e);
    }
  }

  /**
   * The body as a JSON object. A page of another site could send a body of another type without
   * asking first, so the type is checked too.
   */
  JsonObject json() throws IOException {
    if (!type.split(";")[0].strip().equals("application/json")) {
      throw new DataException("expected a body of type application/json");
    }
    try {
      return JsonParser.parseString(new String(bytes(MOST_JSON), StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new DataException("the body is not a JSON object", e);
    }
  }

  /**
   * The whole body.
   *
   * @throws TooLarge if it has more bytes than {@code most}
   * @throws CutOff if it cannot be read to its end
   */
  byte[] bytes(int most) throws TooLarge, CutOff {
    byte[] bytes;
    try {
      bytes = body.readNBytes(most + 1);
    } catch (IOException e) {
      throw new CutOff(e);
    }
    if (bytes.length > most) {
      throw new TooLarge(most);
    }
    return bytes;
  }

  /** A text of a JSON body. */
  static String text(JsonObject json, String name) {
    return primitive(json, name)
        .filter(JsonPrimitive::isString)
        .map(JsonPrimitive::getAsString)
        .orElseThrow(() -> new DataException("%s: expected a text".formatted(name)));
  }

  /** A whole number of a JSON body. */
  static long number(JsonObject json, String name) {
    return number(name, Optional.ofNullable(json.get(name)));
  }

  /**
   * A whole number of a JSON body.
   *
   * @param name what it is, for messages
   * @param value the number; nothing if it is not there
   */
  static long number(String name, Optional<JsonElement> value) {
    try {
      return value
          .filter(JsonElement::isJsonPrimitive)
          .map(JsonElement::getAsJsonPrimitive)
          .filter(JsonPrimitive::isNumber)
          .map(number -> number.getAsBigDecimal().longValueExact())
          .orElseThrow(() -> new DataException("%s: expected a whole number".formatted(name)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new DataException("%s: expected a whole number".formatted(name), e);
    }
  }

  private static Optional<JsonPrimitive> primitive(JsonObject json, String name) {
    return Optional.ofNullable(json.get(name))
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsJsonPrimitive);
  }
}
