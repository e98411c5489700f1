package dev.earshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.api.SoundModel;
import dev.earshot.data.Projection;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that project the encoder's features before they classify them. */
class ProjectedModelTest {
  private static final int COLUMNS = 40;
  private static final int WIDTH = 6;
  private static final Dataset DATA =
      Blobs.partlyLabelled(Blobs.labelled(3, 20, COLUMNS, 1, 2), 10);

  @TempDir private Path folder;

  private static TrainedModel trained(String recipe, int pca) throws Exception {
    var options =
        TrainingOptions.defaults().withBackend("simd").withThreads(1).withPca(pca).withFolds(0);
    var named = RecipeSettings.named(recipe);
    var brief = named.isEnsemble() ? named : named.withOptimizer(named.optimizer().withEpochs(2));
    return RunTrainer.train(DATA, brief, options, epoch -> {}).model();
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "graph"})
  void storesItsProjectionAndPredictsTheSame(String recipe) throws Exception {
    var model = trained(recipe, WIDTH);
    assertEquals(COLUMNS, model.columns());
    assertEquals(WIDTH, model.vote().columns());
    if (recipe.equals("linear")) {
      // A single network holds some clips out, which do not count for its projection.
      assertArrayEquals(
          Projection.of(DATA.x(), COLUMNS, WIDTH).axes(), model.projection().orElseThrow().axes());
    }
    var file = folder.resolve("model.safetensors");
    model.save(file);
    assertEquals("6", Safetensors.read(file).metadata().get("earshot.format"));
    var read = TrainedModel.load(file);
    float[] expected = model.predict(DATA).probabilities();
    assertArrayEquals(expected, read.predict(DATA).probabilities());
    try (var predictor = SoundModel.load(file).predictor()) {
      float[] first = Arrays.copyOf(DATA.x(), COLUMNS);
      var one = predictor.predict(first);
      float[] again = model.predict(DATA.select(new int[] {0})).probabilities();
      assertArrayEquals(again, one.probabilities(), 1e-6f);
      assertThrows(IllegalArgumentException.class, () -> predictor.predict(new float[WIDTH]));
    }
  }

  @Test
  void vectorsWithNoMoreColumnsStayAsTheyAre() throws Exception {
    var model = trained("linear", COLUMNS);
    assertEquals(Optional.empty(), model.projection());
    var file = folder.resolve("model.safetensors");
    model.save(file);
    assertEquals("5", Safetensors.read(file).metadata().get("earshot.format"));
  }

  private String refused(Consumer<Map<String, NumberArray>> damage) throws Exception {
    var file = folder.resolve("model.safetensors");
    trained("linear", WIDTH).save(file);
    var good = Safetensors.read(file);
    var tensors = new LinkedHashMap<>(good.tensors());
    damage.accept(tensors);
    write(tensors, good.metadata(), file);
    var message = assertThrows(DataException.class, () -> TrainedModel.load(file)).getMessage();
    assertFalse(message.contains("\n"), message);
    assertTrue(message.contains("damaged model"), message);
    return message;
  }

  private static void write(
      Map<String, NumberArray> tensors, Map<String, String> metadata, Path file) {
    try {
      new Safetensors(tensors, metadata).write(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static NumberArray axes(int columns, int width, float value) {
    float[] all = new float[columns * width];
    Arrays.fill(all, value);
    return NumberArray.of(all, columns, width);
  }

  @Test
  void wrongShapesAndNumbersAreRefused() throws Exception {
    String axes = "projection.axes";
    String mean = "projection.mean";
    assertTrue(refused(all -> all.remove(axes)).contains("no tensor projection.axes"));
    assertTrue(refused(all -> all.remove(mean)).contains("no tensor projection.mean"));
    assertTrue(
        refused(all -> all.put(axes, axes(COLUMNS, WIDTH + 1, 1)))
            .contains("7 columns for members"));
    assertTrue(refused(all -> all.put(axes, axes(WIDTH, COLUMNS, 1))).contains("has shape"));
    assertTrue(refused(all -> all.put(axes, axes(COLUMNS, 0, 1))).contains("0 numbers of axes"));
    assertTrue(
        refused(all -> all.put(axes, axes(COLUMNS + 1, WIDTH, 1))).contains("numbers of axes"));
    assertTrue(
        refused(all -> all.put(axes, axes(COLUMNS, COLUMNS + 1, 1))).contains("expected fewer"));
    assertTrue(refused(all -> all.put(axes, axes(COLUMNS, WIDTH, Float.NaN))).contains("is NaN"));
    assertTrue(
        refused(
                all -> {
                  double[] numbers = new double[COLUMNS];
                  numbers[3] = Double.NEGATIVE_INFINITY;
                  all.put(mean, NumberArray.of(numbers, COLUMNS));
                })
            .contains("is -Infinity"));
  }
}
