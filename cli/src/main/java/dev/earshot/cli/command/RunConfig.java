package dev.earshot.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.data.Dataset;
import dev.earshot.run.TrainingPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the folder of a run says about the training of its model. */
final class RunConfig {
  private final JsonObject config;

  private RunConfig(JsonObject config) {
    this.config = config;
  }

  /**
   * Reads {@code config.json}. A model file without such a folder, or a file that is damaged, says
   * nothing: it is only needed for warnings.
   */
  static RunConfig of(Path run) throws IOException {
    var file = run.resolve("config.json");
    if (Files.isRegularFile(file)) {
      try {
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        if (JsonParser.parseString(text) instanceof JsonObject config) {
          return new RunConfig(config);
        }
      } catch (JsonParseException e) {
        return new RunConfig(new JsonObject());
      }
    }
    return new RunConfig(new JsonObject());
  }

  /** Whether the model has learnt from exactly these clips. */
  boolean isTrainedOn(Dataset clips) {
    return Optional.ofNullable(config.get("data"))
        .filter(JsonObject.class::isInstance)
        .map(data -> data.getAsJsonObject().get("fingerprint"))
        .filter(fingerprint -> fingerprint.equals(new JsonPrimitive(clips.fingerprint())))
        .isPresent();
  }

  /** Whether a label budget hid labels from the model. */
  boolean isFewLabelBenchmark() {
    JsonElement few = new JsonPrimitive(TrainingPlan.Test.FEW_LABELS.words());
    return few.equals(config.get("test"));
  }
}
