package dev.earshot.run;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.data.EncoderChoice;
import dev.earshot.file.AtomicFile;
import dev.earshot.file.Durable;
import dev.earshot.file.InputFile;
import dev.earshot.file.OutputLock;
import dev.earshot.file.WriteFailure;
import dev.earshot.format.JsonRecord;
import dev.earshot.method.RecipeSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of an unfinished training's checkpoints. It also contains a description of the
 * training that they belong to.
 */
public final class Checkpoints {
  private static final String DESCRIPTION = "training.json";

  private static final String CHOICE = "encoderChoice";
  private static final String DAMAGED = "%s: damaged; run again without --resume";

  /** States, and what a killed process left of writing one or the description. */
  private static final String STATES =
      "{run-*.safetensors,.run-*.safetensors.earshot-*,." + DESCRIPTION + ".earshot-*}";

  private Checkpoints() {}

  /**
   * The folder of the checkpoints of a training that will be saved in {@code run}: a sibling of it.
   */
  public static Path folderFor(Path run) {
    Path absolute = run.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + ".partial");
  }

  /**
   * The encoder of the data of an unfinished training, and how it was chosen.
   *
   * @param encoder its full name, {@code npz} for vectors of an unknown one
   * @param choice how it was chosen; empty if it was named
   */
  public record StoredEncoder(String encoder, Optional<EncoderChoice> choice) {}

  /**
   * The encoder that an unfinished training began with.
   *
   * @throws DataException if there is no unfinished training, or its description is damaged
   * @throws IOException if the folder cannot be read
   */
  public static StoredEncoder encoder(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    JsonObject before = readDescription(folder);
    if (before.get("data") instanceof JsonObject data
        && data.get("encoder") instanceof JsonPrimitive name
        && name.isString()) {
      Optional<EncoderChoice> choice =
          before.has(CHOICE)
              ? Optional.of(
                  JsonRecord.read(
                      EncoderChoice.class, before.get(CHOICE).toString(), file.toString()))
              : Optional.empty();
      return new StoredEncoder(name.getAsString(), choice);
    }
    throw new DataException(DAMAGED.formatted(file));
  }

  /** Whether the folder has checkpoints of an unfinished training. */
  public static boolean exist(Path folder) {
    return Files.exists(folder.resolve(DESCRIPTION));
  }

  /**
   * Starts a new training: removes old checkpoints and writes a description of the training.
   *
   * @param folder the folder of the checkpoints; created if absent
   * @param data the clips to train on
   * @param recipe what is trained
   * @param options how it is trained
   * @param backend the name of the backend
   * @param choice how the encoder of the data was chosen; empty if it was named
   * @throws IOException if the folder cannot be written
   */
  public static void begin(
      Path folder,
      Dataset data,
      RecipeSettings recipe,
      TrainingOptions options,
      String backend,
      Optional<EncoderChoice> choice)
      throws IOException {
    try (var _ = OutputLock.take(folder)) {
      remove(folder);
      Files.createDirectories(folder);
      JsonObject description = description(data, recipe, options, backend);
      choice.ifPresent(each -> description.add(CHOICE, new Gson().toJsonTree(each)));
      String json = description.toString();
      AtomicFile.write(
          folder.resolve(DESCRIPTION), out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /**
   * Checks that the checkpoints belong to the same training.
   *
   * @param folder the folder of the checkpoints
   * @param data the clips to train on
   * @param recipe what is trained
   * @param options how it is trained
   * @param backend the name of the backend
   * @throws DataException if there are none, or data, recipe, options or backend differ; the
   *     message names the difference
   * @throws IOException if the folder cannot be read
   */
  public static void resume(
      Path folder, Dataset data, RecipeSettings recipe, TrainingOptions options, String backend)
      throws IOException {
    JsonObject before = readDescription(folder);
    // Says only how the encoder came about; the encoder itself is compared.
    before.remove(CHOICE);
    // Through text, so that numbers compare as they are written.
    JsonElement now =
        JsonParser.parseString(description(data, recipe, options, backend).toString());
    Optional<String> difference = difference(before, now, "training");
    if (difference.isPresent()) {
      throw new DataException("cannot resume %s: %s".formatted(folder, difference.get()));
    }
  }

  private static JsonObject readDescription(Path folder) throws IOException {
    if (!exist(folder)) {
      throw new DataException(
          "nothing to resume: there is no %s; run again without --resume".formatted(folder));
    }
    Path file = folder.resolve(DESCRIPTION);
    return parse(InputFile.text(file, InputFile.MOST_JSON, "the description of a training"), file);
  }

  private static JsonObject parse(String json, Path file) throws DataException {
    try {
      return JsonParser.parseString(json).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new DataException(DAMAGED.formatted(file), e);
    }
  }

  /** A message about the first field, at any depth, whose value has changed. */
  private static Optional<String> difference(JsonElement before, JsonElement now, String path) {
    if (before instanceof JsonObject earlier && now instanceof JsonObject later) {
      Set<String> fields = new LinkedHashSet<>(later.keySet());
      fields.addAll(earlier.keySet());
      return fields.stream()
          .flatMap(field ->
              difference(earlier.get(field), later.get(field), path + " " + field).stream())
          .findFirst();
    }
    return Objects.equals(before, now)
        ? Optional.empty()
        : Optional.of("%s differs: it was %s and is %s now".formatted(path, before, now));
  }

  /**
   * The fingerprint of a training, which each of its states has: SHA-256 of its description.
   *
   * @return 64 hexadecimal digits
   */
  static String fingerprint(
      Dataset data, RecipeSettings recipe, TrainingOptions options, String backend) {
    byte[] json =
        description(data, recipe, options, backend).toString().getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static JsonObject description(
      Dataset data, RecipeSettings recipe, TrainingOptions options, String backend) {
    JsonObject description = RunFolder.identity(data, recipe, options);
    description.addProperty("backend", backend);
    description.add("runs", new Gson().toJsonTree(TrainingPlan.of(data, recipe, options).runs()));
    return description;
  }

  /**
   * Removes the checkpoints. It also removes the folder if nothing else is in it. The description
   * goes last: as long as there is a state, the folder is known as one of checkpoints.
   *
   * @throws IOException if a file cannot be deleted, or another process trains there
   */
  public static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var _ = OutputLock.take(folder)) {
      for (String names : new String[] {STATES, DESCRIPTION}) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Durable.folder(folder);
      }
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // Files of others stay.
    } catch (IOException e) {
      throw WriteFailure.of(folder, e);
    }
  }
}
