package dev.earshot.cli.label;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What the page gets.
 *
 * @param status as in HTTP
 * @param type the kind of content
 * @param bytes the content
 * @param kept whether the browser may keep it: pictures and sounds of windows do not change
 */
record Answer(int status, String type, byte[] bytes, boolean kept) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int WRONG_METHOD = 405;
  static final int TOO_LARGE = 413;
  static final int FAILED = 500;

  private static final JsonSerializer<Optional<?>> VALUE_OR_NULL =
      (value, type, context) -> value.map(context::serialize).orElse(JsonNull.INSTANCE);

  private static final JsonSerializer<Double> FINITE_OR_NULL =
      (value, type, context) ->
          Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;

  private static final Gson GSON =
      new GsonBuilder()
          .serializeNulls()
          .registerTypeAdapter(Optional.class, VALUE_OR_NULL)
          .registerTypeAdapter(double.class, FINITE_OR_NULL)
          .registerTypeAdapter(Double.class, FINITE_OR_NULL)
          .create();

  /** A record, list or map as JSON. */
  static Answer json(Object value) {
    return json(OK, value);
  }

  /** A line that says what was wrong. */
  static Answer problem(int status, String line) {
    return json(status, Map.of("error", line));
  }

  private static Answer json(int status, Object value) {
    return new Answer(
        status, "application/json", GSON.toJson(value).getBytes(StandardCharsets.UTF_8), false);
  }

  /** A picture. */
  static Answer png(byte[] bytes) {
    return new Answer(OK, "image/png", bytes, true);
  }

  /** A sound. */
  static Answer wav(byte[] bytes) {
    return new Answer(OK, "audio/wav", bytes, true);
  }
}
