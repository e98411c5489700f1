package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import dev.earshot.DataException;
import dev.earshot.method.ssl.SslTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeSettingsTest {
  @TempDir private Path folder;

  static List<String> names() {
    return RecipeSettings.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyNamedRecipeParsesAndSurvivesBeingWritten(String name) throws IOException {
    RecipeSettings recipe = RecipeSettings.named(name);
    assertEquals(name, recipe.name());
    Path file = folder.resolve("recipe.json");
    Files.writeString(file, new Gson().toJson(recipe));
    assertEquals(recipe, RecipeSettings.read(file));
  }

  /** The numbers of the paper, as listed in DESIGN.md section 3. */
  @Test
  void thePapersNumbers() {
    RecipeSettings paper = RecipeSettings.named("paper");
    assertEquals(0.01, paper.entropyWeight());
    assertEquals(0.1, paper.ssl().weight());
    assertEquals(1e-3, paper.optimizer().learningRate());
    assertEquals(256, paper.network().width());
    assertEquals(2, paper.edges().nearest());
    assertEquals(5, paper.sampling().unlabelled());
    assertEquals(12, paper.sampling().perClassOf(4));
    assertEquals(2, paper.sampling().perClassOf(33));
    assertEquals(4, paper.inference().withMode(Inference.RANDOM).edges());
    assertEquals(List.of(SslTask.DENOISE, SslTask.COMPLETION, SslTask.SHUFFLE), paper.tasks());
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    var problem = assertThrows(IllegalArgumentException.class, () -> RecipeSettings.named("papr"));
    assertTrue(problem.getMessage().contains("'papr'"), problem.getMessage());
    for (String name : RecipeSettings.names()) {
      assertTrue(problem.getMessage().contains(name), problem.getMessage());
    }
  }

  @Test
  void tasksAreASet() {
    RecipeSettings paper = RecipeSettings.named("paper");
    assertEquals(List.of(), paper.withTasks(EnumSet.noneOf(SslTask.class)).tasks());
    assertEquals(
        List.of(SslTask.DENOISE, SslTask.SHUFFLE),
        paper.withTasks(EnumSet.of(SslTask.SHUFFLE, SslTask.DENOISE)).tasks());
  }

  /** Each line replaces one piece of a valid recipe and gives a part of the expected message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "nearest":2,          | ''                          | field 'edges.nearest' is missing
          "clip":0.0            | "clip":0.0,"klip":1         | unknown field 'klip'
          "width":256           | "widht":256                 | unknown field 'network.widht'
          "width":256           | "width":"256"               | field 'network.width' is "256", expected a number
          "width":256           | "width":25.5                | field 'network.width' is 25.5, expected a whole number
          "width":256           | "width":3000000000          | field 'network.width' is 3000000000, expected a whole
          "width":256           | "width":0                   | field 'network': width must be in 1 .. 1000000: 0
          "layer":"GCN"         | "layer":"GNC"               | field 'network.layer' is "GNC", expected one of [GCN
          "farthest":true       | "farthest":1                | field 'edges.farthest' is 1, expected true or false
          "entropyWeight":0.01  | "entropyWeight":1e999       | field 'entropyWeight' is 1e999, expected a finite
          "entropyWeight":0.01  | "entropyWeight":null        | field 'entropyWeight' is null, expected a number
          "DENOISE"             | "DENOISING"                 | field 'tasks[0]' is "DENOISING", expected one of
          "name":"paper"        | "name":7                    | field 'name' is 7, expected a string
          "mode":"RANDOM"       | "mode":"random"             | field 'inference.mode' is "random", expected one of [RANDOM
          "entropyWeight":0.01  | "entropyWeight":-1          | entropyWeight must be in 0 .. 1000000: -1
          "clip":0.0            | "clip":-5                   | clip must be in 0 ..
          "width":256           | "width":2000000000          | field 'network': width must be in 1 .. 1000000
          "nearest":2           | "nearest":2000000000        | field 'edges': nearest must be in 1 .. 10000
          "selfWeight":         | "selfWeight":-              | field 'edges': selfWeight must be in 0 ..
          "unlabelled":         | "unlabelled":9999999          | field 'sampling': unlabelled must be in 0 ..
          "contexts":           | "contexts":99999            | field 'inference': contexts must be in 1 ..
          "learningRate":       | "learningRate":-            | field 'optimizer': learningRate must be positive
          "weightDecay":        | "weightDecay":-1            | field 'optimizer': weightDecay must be in 0 ..
          {"name"               | ["name"                     | not JSON
          """)
  void whatIsWrongIsNamed(String good, String bad, String expected) throws IOException {
    String json = new Gson().toJson(RecipeSettings.named("paper"));
    assertTrue(json.contains(good), json);
    Path file = folder.resolve("mine.json");
    Files.writeString(file, json.replace(good, bad));
    var problem = assertThrows(DataException.class, () -> RecipeSettings.read(file));
    assertTrue(problem.getMessage().startsWith(file.toString()), problem.getMessage());
    assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    assertFalse(problem.getMessage().contains("\n"), problem.getMessage());
  }

  @Test
  void aFileThatIsNotThereOrNotText() throws IOException {
    Path none = folder.resolve("none.json");
    var problem = assertThrows(DataException.class, () -> RecipeSettings.read(none));
    assertTrue(problem.getMessage().contains("none.json: no such file"), problem.getMessage());
    Path bytes = Files.write(folder.resolve("bytes.json"), new byte[] {(byte) 0xff, 1});
    problem = assertThrows(DataException.class, () -> RecipeSettings.read(bytes));
    assertTrue(problem.getMessage().contains("bytes.json: not UTF-8"), problem.getMessage());
  }
}
