package dev.earshot.train;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.data.DataException;
import dev.earshot.graph.EdgeSettings;
import dev.earshot.graph.Normalization;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.predict.Inference;
import dev.earshot.predict.InferenceSettings;
import dev.earshot.ssl.SslSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Recipes as JSON. */
final class RecipeFile {
  static final List<String> NAMES = List.of("default", "paper", "paper-graphconv");

  private RecipeFile() {}

  static Recipe named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no recipe is called '%s'; there are: %s (or the path of a .json file)"
              .formatted(name, String.join(", ", NAMES)));
    }
    try (InputStream in = RecipeFile.class.getResourceAsStream("recipes/" + name + ".json")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "recipe " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recipe read(Path file) throws IOException {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; expected a recipe in JSON", e);
    }
  }

  private static Recipe parse(String json, String where) throws DataException {
    Gson gson = new Gson();
    try {
      JsonElement given = JsonParser.parseString(json);
      JsonObject expected = gson.toJsonTree(SHAPE).getAsJsonObject();
      requireSameFields(expected, given, "", where);
      return gson.fromJson(given, Recipe.class);
    } catch (JsonParseException | IllegalArgumentException | NullPointerException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new DataException(where + ": not a recipe: " + cause.getMessage(), e);
    }
  }

  /** Any recipe: its JSON has the fields that every recipe has. */
  private static final Recipe SHAPE =
      new Recipe(
          "",
          new NetworkSettings(LayerKind.GCN, LayerKind.GCN, 1, 1, 0),
          new EdgeSettings(1, true, true, 0, Normalization.SYMMETRIC, 1),
          new SamplingSettings(false, 0, 0),
          0,
          List.of(),
          new SslSettings(0, 0, 1),
          new OptimizerSettings(1, 0, 0, 1, 0, 1, 0),
          new InferenceSettings(Inference.NONE, 0, 0, 1, 1, 0),
          0);

  private static void requireSameFields(
      JsonObject expected, JsonElement given, String path, String where) throws DataException {
    if (!given.isJsonObject()) {
      throw new DataException("%s: expected an object at '%s'".formatted(where, path));
    }
    JsonObject object = given.getAsJsonObject();
    for (String field : object.keySet()) {
      if (!expected.has(field)) {
        throw new DataException(
            "%s: unknown field '%s%s'; expected: %s"
                .formatted(where, path, field, String.join(", ", expected.keySet())));
      }
    }
    for (String field : expected.keySet()) {
      if (!object.has(field)) {
        throw new DataException("%s: field '%s%s' is missing".formatted(where, path, field));
      }
      JsonElement value = object.get(field);
      if (expected.get(field) instanceof JsonObject inner) {
        requireSameFields(inner, value, path + field + ".", where);
      } else if (expected.get(field) instanceof JsonPrimitive example
          && !sameType(example, value)) {
        throw new DataException(
            "%s: field '%s%s' is %s, expected something like %s"
                .formatted(where, path, field, value, example));
      }
    }
  }

  private static boolean sameType(JsonPrimitive example, JsonElement value) {
    return value instanceof JsonPrimitive given
        && example.isBoolean() == given.isBoolean()
        && example.isNumber() == given.isNumber();
  }
}
