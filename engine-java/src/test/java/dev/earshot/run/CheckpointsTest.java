package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.SmallRecipes;
import dev.earshot.TrainingOptions;
import dev.earshot.data.EncoderChoice;
import dev.earshot.method.RecipeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private final Dataset data = Blobs.labelled(3, 20, 4, 0.1, 1);
  private final RecipeSettings recipe = SmallRecipes.named("paper", 5);
  private final TrainingOptions options = SmallRecipes.oneRun(0.5);
  private Path folder;

  @BeforeEach
  void nameFolder(@TempDir Path parent) {
    folder = Checkpoints.folderFor(parent.resolve("run"));
    assertEquals(parent.resolve("run.partial").toAbsolutePath(), folder);
  }

  private void begin() throws IOException {
    Checkpoints.begin(folder, data, recipe, options, "simd", Optional.empty());
  }

  private String refusal(
      Dataset data, RecipeSettings recipe, TrainingOptions options, String backend) {
    return assertThrows(
            DataException.class, () -> Checkpoints.resume(folder, data, recipe, options, backend))
        .getMessage();
  }

  @Test
  void beginningAnewRemovesOldStates() throws IOException {
    begin();
    Path state = Files.writeString(folder.resolve("run-0.safetensors"), "old");
    begin();
    assertFalse(Files.exists(state));
    assertDoesNotThrow(() -> Checkpoints.resume(folder, data, recipe, options, "simd"));
  }

  @Test
  void theNumberOfThreadsMayChange() throws IOException {
    begin();
    TrainingOptions wider = SmallRecipes.options(0.5, 1, options.backend(), 2);
    assertDoesNotThrow(() -> Checkpoints.resume(folder, data, recipe, wider, "simd"));
  }

  @Test
  void whatDiffersIsSaid() throws IOException {
    begin();
    Dataset other = Blobs.labelled(3, 20, 4, 0.1, 2);
    String message = refusal(other, recipe, options, "simd");
    assertTrue(message.contains(folder + ": training data fingerprint differs: it was "), message);
    message = refusal(data, SmallRecipes.named("paper", 6), options, "simd");
    assertTrue(message.endsWith("recipe optimizer epochs differs: it was 5 and is 6 now"), message);
    message = refusal(data, recipe, SmallRecipes.oneRun(0.25), "simd");
    assertTrue(message.endsWith("labelRate differs: it was 0.5 and is 0.25 now"), message);
    message = refusal(data, recipe, SmallRecipes.options(0.5, 2, "auto", 1), "simd");
    assertTrue(message.endsWith("runs differs: it was 1 and is 2 now"), message);
    message = refusal(data, recipe, options, "reference");
    assertTrue(message.contains("backend differs: it was \"simd\" and is \"reference\""), message);
  }

  @Test
  void withoutStatesThereIsNothingToResume() {
    String message = refusal(data, recipe, options, "simd");
    assertTrue(message.contains("nothing to resume") && message.contains("--resume"), message);
  }

  @Test
  void aDamagedDescriptionIsOneLine() throws IOException {
    begin();
    for (String damaged : new String[] {"", "{\"data\":", "[1]", "null"}) {
      Files.writeString(folder.resolve("training.json"), damaged);
      String message = refusal(data, recipe, options, "simd");
      assertTrue(message.contains(folder.toString()), message);
      assertFalse(message.contains("\n"), message);
    }
  }

  @Test
  void tellsTheEncoderAndHowItWasChosen() throws IOException {
    assertThrows(DataException.class, () -> Checkpoints.encoder(folder));
    begin();
    assertEquals(
        new Checkpoints.StoredEncoder("blobs", Optional.empty()), Checkpoints.encoder(folder));
    var choice =
        new EncoderChoice(
            "blobs", List.of(new EncoderChoice.Score("b", 0.75)), "", List.of("c is left out"));
    Checkpoints.begin(folder, data, recipe, options, "simd", Optional.of(choice));
    assertEquals(
        new Checkpoints.StoredEncoder("blobs", Optional.of(choice)), Checkpoints.encoder(folder));
    // How the encoder came about changes nothing that is learnt.
    assertDoesNotThrow(() -> Checkpoints.resume(folder, data, recipe, options, "simd"));
    String message = refusal(data, recipe, options.withPca(2), "simd");
    assertTrue(message.endsWith("pca differs: it was null and is 2 now"), message);
    for (String damaged : List.of("{", "{}", "{\"data\": 3}", "{\"data\": {\"encoder\": 1}}")) {
      Files.writeString(folder.resolve("training.json"), damaged);
      String line =
          assertThrows(DataException.class, () -> Checkpoints.encoder(folder)).getMessage();
      assertTrue(line.endsWith("damaged; run again without --resume"), line);
    }
  }

  @Test
  void removingTakesTheFolder() throws IOException {
    begin();
    Files.writeString(folder.resolve("run-0.safetensors"), "state");
    Checkpoints.remove(folder);
    assertFalse(Files.exists(folder));
    assertDoesNotThrow(() -> Checkpoints.remove(folder));
  }

  @Test
  void removingLeavesForeignFiles() throws IOException {
    begin();
    Path state = Files.writeString(folder.resolve("run-12.safetensors"), "state");
    Path foreign = Files.writeString(folder.resolve("notes.txt"), "mine");
    Checkpoints.remove(folder);
    assertFalse(Files.exists(state));
    assertEquals("mine", Files.readString(foreign));
  }
}
