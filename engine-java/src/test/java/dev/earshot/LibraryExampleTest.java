package dev.earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.api.DatasetLoader;
import dev.earshot.api.Recipe;
import dev.earshot.api.SoundModel;
import dev.earshot.api.Trainer;
import dev.earshot.api.TrainingResult;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's example of the engine as a library. The README must show the same lines. */
class LibraryExampleTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path HERE =
      Path.of("src", "test", "java", "dev", "earshot", "LibraryExampleTest.java");

  private static Predictions example(Path sounds, Path newSounds, Path run)
      throws IOException, InterruptedException {
    // README begin
    Dataset known = DatasetLoader.load(sounds, "logmel"); // a folder, a .csv or an .npz
    TrainingResult result = Trainer.train(known, Recipe.named("default"));
    result.save(run); // model, settings, metrics, predictions, log

    SoundModel model = SoundModel.load(run);
    Dataset unknown = DatasetLoader.load(newSounds, model.encoder());
    Predictions predictions = model.predict(unknown);
    for (int clip = 0; clip < predictions.size(); clip++) {
      String name = predictions.ids().get(clip);
      System.out.printf("%s: %s%n", name, predictions.className(clip));
    }
    // README end
    return predictions;
  }

  @Test
  void itRuns(@TempDir Path folder) throws Exception {
    Dataset all = Blobs.labelled(3, 30, 6, 0.3, 1);
    Path sounds = folder.resolve("sounds.npz");
    DatasetNpz.write(Blobs.partlyLabelled(all, 8).select(IntStream.range(0, 84).toArray()), sounds);
    Path newSounds = folder.resolve("new.npz");
    DatasetNpz.write(all.select(IntStream.range(84, 90).toArray()), newSounds);
    Predictions predictions = example(sounds, newSounds, folder.resolve("run"));
    assertEquals(6, predictions.size());
    for (int clip = 0; clip < 6; clip++) {
      assertEquals("class-" + clip % 3, predictions.className(clip));
    }
    assertTrue(Files.exists(folder.resolve("run").resolve("metrics.json")));
  }

  @Test
  void theReadmeShowsIt() throws IOException {
    assumeTrue(Files.exists(README), "skipped: there is no README.md yet");
    String expected = between(Files.readString(HERE), "// README begin\n", "// README end");
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README))
            .results()
            .map((MatchResult block) -> unindented(block.group(1)))
            .toList();
    assertTrue(
        blocks.contains(unindented(expected)),
        "README.md must show this in a java block:\n" + unindented(expected));
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  /** The lines without surrounding white space. */
  private static String unindented(String code) {
    return String.join("\n", code.strip().lines().map(String::strip).toList());
  }
}
