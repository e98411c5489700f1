package dev.earshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.SmallRecipes;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.GraphClassifierSettings;
import dev.earshot.method.Inference;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.RunTrainer;
import dev.earshot.run.TrainedRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrainedModelTest {
  /** The prefix of a single classifier in the file. */
  private static final String PREFIX = "member0.classifier0.";

  private static final Dataset DATA = Blobs.partlyLabelled(Blobs.labelled(3, 20, 4, 0.4, 1), 6);
  private static final Dataset CLIPS = Blobs.labelled(3, 5, 4, 0.4, 2);
  private static TrainedModel paper;
  @TempDir private Path folder;

  @BeforeAll
  static void trainOne() throws Exception {
    paper = train("paper", Inference.KNN).model();
  }

  private static TrainedRuns train(String recipe, Inference mode) throws Exception {
    RecipeSettings small = SmallRecipes.named(recipe, 3);
    return RunTrainer.train(
        DATA,
        small.withInference(small.inference().withMode(mode)),
        SmallRecipes.allLabels(),
        epoch -> {});
  }

  @ParameterizedTest
  @EnumSource(Inference.class)
  void aLoadedModelPredictsTheSame(Inference mode) throws Exception {
    TrainedRuns result = train("graph", mode);
    Path file = folder.resolve("model.safetensors");
    result.model().save(file);
    TrainedModel loaded = TrainedModel.load(file);
    assertEquals(settings(result.model()), settings(loaded));
    assertArrayEquals(
        result.model().predict(CLIPS).probabilities(), loaded.predict(CLIPS).probabilities());
    Dataset unlabelled = DATA.select(result.best().partition().predicted());
    Predictions again = loaded.predict(unlabelled);
    assertEquals(result.predictions().ids(), again.ids());
    assertArrayEquals(result.predictions().probabilities(), again.probabilities());
    try (Backend reference = ReferenceBackend.open()) {
      assertArrayEquals(
          loaded.predict(CLIPS, reference).probabilities(),
          loaded.predict(CLIPS).probabilities(),
          1e-4f);
    }
  }

  private static GraphClassifierSettings settings(TrainedModel model) {
    return ((GraphClassifier) model.members().getFirst().classifiers().getFirst()).settings();
  }

  @Test
  void aClipsPredictionDoesNotDependOnItsCompany() throws Exception {
    TrainedModel model = train("graph", Inference.RANDOM).model();
    try (Backend reference = ReferenceBackend.open()) {
      Predictions together = model.predict(CLIPS, reference);
      for (int clip = 0; clip < CLIPS.rows(); clip++) {
        Predictions alone = model.predict(CLIPS.select(new int[] {clip}), reference);
        assertArrayEquals(
            Arrays.copyOfRange(together.probabilities(), clip * 3, clip * 3 + 3),
            alone.probabilities());
        assertEquals(together.className(clip), alone.className(0));
      }
    }
  }

  @Test
  void otherFeaturesAreRefused() throws Exception {
    var problem =
        assertThrows(
            IllegalArgumentException.class, () -> paper.predict(Blobs.labelled(3, 2, 5, 1, 1)));
    assertTrue(problem.getMessage().contains("5 features"), problem.getMessage());
    assertTrue(problem.getMessage().contains("takes 4 (blobs)"), problem.getMessage());
  }

  private String refusal(Path file) {
    String message = assertThrows(DataException.class, () -> TrainedModel.load(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @Test
  void aFileThatIsNotThere() {
    assertTrue(refusal(folder.resolve("none")).contains("no such file"));
    String message =
        assertThrows(DataException.class, () -> TrainedModel.load(folder)).getMessage();
    assertTrue(message.contains("model.safetensors: no such file"), message);
  }

  /** One change to a good model's tensors or metadata, and what the message must say. */
  record Damage(String expected, Consumer<Content> change) {
    @Override
    public String toString() {
      return expected;
    }
  }

  record Content(Map<String, NumberArray> tensors, Map<String, String> metadata) {
    void settings(String good, String bad) {
      String json = metadata.get(PREFIX + "settings");
      assertTrue(json.contains(good), json);
      metadata.put(PREFIX + "settings", json.replace(good, bad));
    }

    void put(String name, NumberArray tensor) {
      assertTrue(tensors.containsKey(PREFIX + name), name);
      tensors.put(PREFIX + name, tensor);
    }

    void remove(String name) {
      assertTrue(tensors.containsKey(PREFIX + name), name);
      tensors.remove(PREFIX + name);
    }
  }

  static Damage[] damages() {
    return new Damage[] {
      new Damage("no tensor " + PREFIX + "conv1.bias", c -> c.remove("conv1.bias")),
      new Damage("no tensor " + PREFIX + "standardizer.mean", c -> c.remove("standardizer.mean")),
      new Damage("no tensor " + PREFIX + "context0.edges", c -> c.remove("context0.edges")),
      new Damage("a model needs a context", c -> c.remove("context0.x")),
      new Damage(
          "parameter conv1.bias has 2 values, expected 16",
          c -> c.put("conv1.bias", NumberArray.of(new float[2], 2))),
      new Damage(
          "parameter conv1.bias holds NaN or infinity",
          c -> c.put("conv1.bias", NumberArray.of(filled(16, Float.NaN), 16))),
      new Damage(
          "3 means and 4 deviations",
          c -> c.put("standardizer.mean", NumberArray.of(new double[3], 3))),
      new Damage(
          "the standardisation is of 3 columns, expected 4",
          c -> {
            c.put("standardizer.mean", NumberArray.of(new double[3], 3));
            c.put("standardizer.deviation", NumberArray.of(new double[3], 3));
          }),
      new Damage("x has 3 values", c -> c.put("context0.x", NumberArray.of(new float[3], 1, 3))),
      new Damage(
          "edge 0 holds 999",
          c -> c.put("context0.edges", NumberArray.of(new int[] {999, 0, 1}, 1, 3))),
      new Damage(
          "expected integers, found F32",
          c -> c.put("context0.edges", NumberArray.of(new float[3], 1, 3))),
      new Damage("not a model of this version", c -> c.metadata().put("earshot.format", "999")),
      new Damage("not a model of this version", c -> c.metadata().clear()),
      new Damage("this is null, expected an object", c -> c.metadata().remove("earshot.model")),
      new Damage(
          "field 'network': width must be in 1 ..", c -> c.settings("\"width\":16", "\"width\":0")),
      new Damage(
          "field 'network': width must be in 1 ..",
          c -> c.settings("\"width\":16", "\"width\":2000000000")),
      new Damage("columns must be in 1 ..", c -> c.settings("\"columns\":4", "\"columns\":-4")),
      new Damage("clip must be in 0 ..", c -> c.settings("\"clip\":", "\"clip\":-1")),
      new Damage("nearest must be in 1 ..", c -> c.settings("\"nearest\":", "\"nearest\":99999")),
      new Damage(
          "the sum of the members' weights must be in",
          c ->
              c.metadata()
                  .computeIfPresent(
                      "earshot.model",
                      (k, json) -> json.replace("\"weight\":1.0", "\"weight\":0.5"))),
      new Damage(
          "a member's sharpness must be in 0 .. 100",
          c ->
              c.metadata()
                  .computeIfPresent(
                      "earshot.model",
                      (k, json) -> json.replace("\"sharpness\":1.0}]", "\"sharpness\":1e9}]"))),
      new Damage("network.layer' is \"X\"", c -> c.settings("\"GCN\"", "\"X\"")),
      new Damage("field 'columns' is missing", c -> c.settings("\"columns\":4,", "")),
      new Damage("not JSON", c -> c.settings("}", "]")),
      new Damage(PREFIX + "kind is 'crystal'", c -> c.metadata().put(PREFIX + "kind", "crystal")),
      new Damage("no " + PREFIX + "kind", c -> c.metadata().remove(PREFIX + "kind")),
    };
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedModelIsOneClearLine(Damage damage) throws Exception {
    Path good = folder.resolve("good.safetensors");
    paper.save(good);
    Safetensors read = Safetensors.read(good);
    var content =
        new Content(new LinkedHashMap<>(read.tensors()), new LinkedHashMap<>(read.metadata()));
    damage.change().accept(content);
    Path bad = folder.resolve("bad.safetensors");
    new Safetensors(content.tensors(), content.metadata()).write(bad);
    String message = refusal(bad);
    assertTrue(message.contains(damage.expected()), message);
  }

  /**
   * A damaged file either still loads, or the message names the file. No other exception is thrown.
   */
  @Test
  void flippedBitsAndCutFiles() throws Exception {
    Path good = folder.resolve("good.safetensors");
    paper.save(good);
    byte[] bytes = Files.readAllBytes(good);
    Path bad = folder.resolve("bad.safetensors");
    int header = 8 + (bytes[0] & 0xff) + ((bytes[1] & 0xff) << 8);
    assertTrue(new String(bytes, 8, header - 8).startsWith("{"));
    Random random = new Random(1);
    int refused = 0;
    for (int at : IntStream.range(0, 1000).map(i -> random.nextInt(header)).toArray()) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(bad, damaged);
      refused += refusedOrLoaded(bad) ? 1 : 0;
    }
    assertTrue(refused > 500, "refused only " + refused);
    for (int kept = 0; kept < bytes.length; kept += 101) {
      Files.write(bad, Arrays.copyOf(bytes, kept));
      assertTrue(refusedOrLoaded(bad), kept + " bytes");
    }
  }

  private static boolean refusedOrLoaded(Path file) throws IOException {
    try {
      TrainedModel.load(file);
      return false;
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      return true;
    }
  }
}
