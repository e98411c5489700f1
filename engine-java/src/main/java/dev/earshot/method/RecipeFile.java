package dev.earshot.method;

import dev.earshot.file.InputFile;
import dev.earshot.format.JsonRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads recipes from JSON: the engine's own by name, others from files. */
final class RecipeFile {
  static final List<String> NAMES =
      List.of(
          "default",
          "graph",
          "linear",
          "paper",
          "paper-graphconv",
          "paper-matched",
          "paper-matched-graphconv",
          "paper-transforms");

  private RecipeFile() {}

  static RecipeSettings named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no recipe is called '%s'; there are: %s (or the path of a .json file)"
              .formatted(name, String.join(", ", NAMES)));
    }
    try (InputStream in = RecipeFile.class.getResourceAsStream("recipes/" + name + ".json")) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JsonRecord.read(RecipeSettings.class, json, "recipe " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RecipeSettings read(Path file) throws IOException {
    String json = InputFile.text(file, InputFile.MOST_JSON, "a recipe in JSON");
    return JsonRecord.read(RecipeSettings.class, json, file.toString());
  }
}
