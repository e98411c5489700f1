package dev.earshot.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Windows;
import dev.earshot.file.InputFile;
import dev.earshot.format.JsonRecord;
import dev.earshot.run.TrainingPlan;
import java.io.IOException;
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
   * Reads {@code config.json}. A model file without such a folder says nothing.
   *
   * @throws DataException if the file is damaged
   */
  static RunConfig of(Path run) throws IOException {
    var file = run.resolve("config.json");
    if (!Files.exists(file)) {
      return new RunConfig(new JsonObject());
    }
    try {
      var text = InputFile.text(file, InputFile.MOST_JSON, "the settings of a run in JSON");
      if (JsonParser.parseString(text) instanceof JsonObject config) {
        return new RunConfig(config);
      }
    } catch (JsonParseException e) {
      throw new DataException(file + ": damaged; restore it, or remove it", e);
    }
    throw new DataException(file + ": damaged; restore it, or remove it");
  }

  /** Whether the model has learnt from exactly these clips. */
  boolean isTrainedOn(Dataset clips) {
    return Optional.ofNullable(config.get("data"))
        .filter(JsonObject.class::isInstance)
        .map(data -> data.getAsJsonObject().get("fingerprint"))
        .filter(fingerprint -> fingerprint.equals(new JsonPrimitive(clips.fingerprint())))
        .isPresent();
  }

  /** The windows in which the model's recordings were cut; empty if it has learnt from clips. */
  Optional<Windows> windows() {
    return Optional.ofNullable(config.get("windows"))
        .map(json -> JsonRecord.read(Windows.class, json.toString(), "windows in config.json"));
  }

  /** Whether a label budget hid labels from the model. */
  boolean isFewLabelBenchmark() {
    JsonElement few = new JsonPrimitive(TrainingPlan.Test.FEW_LABELS.words());
    return few.equals(config.get("test"));
  }
}
