package dev.earshot.train;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.earshot.data.AtomicFile;
import dev.earshot.data.DataException;
import dev.earshot.data.Dataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder where an unfinished training keeps its runs' states, and the description of the
 * training that they belong to.
 */
public final class Checkpoints {
  private static final String DESCRIPTION = "training.json";

  private Checkpoints() {}

  /** Where the states of a training towards this folder are kept: a sibling of it. */
  public static Path folderFor(Path run) {
    Path absolute = run.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + ".partial");
  }

  /** Whether states of an unfinished training are kept there. */
  public static boolean exist(Path folder) {
    return Files.exists(folder.resolve(DESCRIPTION));
  }

  /** Begins anew: removes states left behind and writes what the training is. */
  public static void begin(
      Path folder, Dataset data, Recipe recipe, TrainingOptions options, String backend)
      throws IOException {
    remove(folder);
    Files.createDirectories(folder);
    String json = description(data, recipe, options, backend).toString();
    AtomicFile.write(
        folder.resolve(DESCRIPTION), out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Checks that the states are of the same training.
   *
   * @throws DataException if there are none, or data, recipe or options differ; the message says
   *     what
   */
  public static void resume(
      Path folder, Dataset data, Recipe recipe, TrainingOptions options, String backend)
      throws IOException {
    if (!exist(folder)) {
      throw new DataException(
          "nothing to resume: there is no %s; run again without --resume".formatted(folder));
    }
    JsonObject before =
        JsonParser.parseString(Files.readString(folder.resolve(DESCRIPTION))).getAsJsonObject();
    // Through text, so that numbers compare as they are written.
    JsonObject now =
        JsonParser.parseString(description(data, recipe, options, backend).toString())
            .getAsJsonObject();
    for (String field : now.keySet()) {
      JsonElement earlier = before.get(field);
      if (!now.get(field).equals(earlier)) {
        throw new DataException(
            "cannot resume %s: %s differs: it was %s and is %s now"
                .formatted(folder, field, earlier, now.get(field)));
      }
    }
  }

  private static JsonObject description(
      Dataset data, Recipe recipe, TrainingOptions options, String backend) {
    JsonObject description = RunFolder.identity(data, recipe, options);
    description.addProperty("backend", backend);
    description.add("runs", new Gson().toJsonTree(Trainer.runs(data, options)));
    return description;
  }

  /** Removes the states. */
  public static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "{run-*.safetensors,.*.tmp," + DESCRIPTION + "}")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
