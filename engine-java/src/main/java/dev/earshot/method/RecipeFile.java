package dev.earshot.method;

import dev.earshot.data.DataException;
import dev.earshot.data.JsonRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads recipes from JSON: the engine's own by name, others from files. */
final class RecipeFile {
  static final List<String> NAMES =
      List.of("default", "graph", "linear", "paper", "paper-graphconv");

  private RecipeFile() {}

  static Recipe named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no recipe is called '%s'; there are: %s (or the path of a .json file)"
              .formatted(name, String.join(", ", NAMES)));
    }
    try (InputStream in = RecipeFile.class.getResourceAsStream("recipes/" + name + ".json")) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JsonRecord.read(Recipe.class, json, "recipe " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recipe read(Path file) throws IOException {
    try {
      return JsonRecord.read(Recipe.class, Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; expected a recipe in JSON", e);
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": not UTF-8; expected a recipe in JSON", e);
    }
  }
}
