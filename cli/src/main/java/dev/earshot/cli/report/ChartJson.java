package dev.earshot.cli.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.earshot.base.SafeText;
import dev.earshot.metrics.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * Charts as JSON for a script element of the page. Gson escapes the characters that have a meaning
 * in HTML.
 */
final class ChartJson {
  /** Enough digits: more than the resolution of a screen. */
  private static final MathContext DIGITS = new MathContext(5);

  private static final JsonSerializer<Double> ROUNDED = (value, type, c) -> rounded(value);

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(double.class, ROUNDED)
          .registerTypeAdapter(Double.class, ROUNDED)
          .registerTypeAdapter(
              String.class,
              (JsonSerializer<String>) (text, type, c) -> new JsonPrimitive(SafeText.line(text)))
          .registerTypeAdapter(
              Interval.class, (JsonSerializer<Interval>) (interval, type, c) -> triple(interval))
          .create();

  private ChartJson() {}

  static String of(List<Chart> charts) {
    var all = new JsonArray();
    for (var chart : charts) {
      var json = GSON.toJsonTree(chart).getAsJsonObject();
      json.addProperty("kind", chart.getClass().getSimpleName());
      all.add(json);
    }
    return GSON.toJson(all);
  }

  /**
   * @throws NumberFormatException for NaN and infinities: no chart can show them
   */
  private static JsonElement rounded(double value) {
    return new JsonPrimitive(new BigDecimal(value).round(DIGITS).stripTrailingZeros());
  }

  private static JsonElement triple(Interval interval) {
    var array = new JsonArray();
    array.add(rounded(interval.value()));
    array.add(rounded(interval.low()));
    array.add(rounded(interval.high()));
    return array;
  }
}
