package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.earshot.TrainingOptions;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.DatasetNpz;
import dev.earshot.encoders.ModelFolders;
import dev.earshot.encoders.TinyNetwork;
import dev.earshot.method.RecipeSettings;
import dev.earshot.model.TrainedModel;
import dev.earshot.run.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encoder that is taken if none is named. */
class AutoEncoderTest {
  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void lookInAFolderOfTheTest() {
    models = folder.resolve("models");
    System.setProperty(ModelFolders.PROPERTY, models.toString());
  }

  @AfterEach
  void lookWhereTheUserDoes() {
    System.clearProperty(ModelFolders.PROPERTY);
  }

  /**
   * Two classes of clicks at 8 kHz, a click in every 32 samples. Only their place among the 32
   * differs, which no spectrum shows, but the tiny network does: its filters begin at each 32nd
   * sample.
   */
  private Path clicks(int perClass) throws IOException {
    var data = folder.resolve("clicks");
    var random = new Random(1);
    for (int label = 0; label < 2; label++) {
      var of = Files.createDirectories(data.resolve("class" + label));
      for (int clip = 0; clip < perClass; clip++) {
        var samples = new float[8000];
        double size = 0.3 + 0.3 * random.nextDouble();
        for (int i = 0; i < samples.length; i++) {
          samples[i] = (float) (0.02 * random.nextGaussian());
          samples[i] += i % 32 == 5 + 16 * label ? (float) size : 0;
        }
        WavFile.write(of.resolve((char) ('a' + clip) + ".wav"), new Waveform(samples, 8000));
      }
    }
    return data;
  }

  @Test
  void theNetworkThatTellsTheClassesIsTakenAndRemembered() throws Exception {
    var data = clicks(12);
    new TinyNetwork(3).write(models, "tiny");
    new TinyNetwork(4).write(models, "broken");
    Files.writeString(models.resolve("broken.onnx"), "no network");
    var run = folder.resolve("run");
    var trained = CommandRun.succeeding("train", data, "--recipe", "linear", "--out", run);
    assertTrue(
        trained
            .err()
            .contains("Encoder tiny: 100 % of held-out labels right; tiny#frames 100 %, l"),
        trained.err());
    assertTrue(
        trained.err().contains("warning: encoder broken is not tried: " + models), trained.err());
    assertFalse(trained.err().contains("broken#frames"), "said twice");
    assertTrue(TrainedModel.load(run).encoder().startsWith("tiny#embeddings@"));
    var config = JsonParser.parseString(Files.readString(run.resolve("config.json")));
    var scores = config.getAsJsonObject().getAsJsonObject("encoderChoice").getAsJsonArray("scores");
    assertEquals(4, scores.size());
    assertEquals("{\"encoder\":\"tiny\",\"heldOutAccuracy\":1.0}", scores.get(0).toString());

    var csv = folder.resolve("p.csv");
    CommandRun.succeeding("predict", run, data, "--out", csv, "--quiet");
    assertEquals(25, Files.readAllLines(csv).size());
    Files.delete(models.resolve("tiny.onnx"));
    var missing = CommandRun.of("predict", run, data, "--out", csv, "--quiet");
    assertEquals(ExitCode.BAD_INPUT, missing.code());
    assertTrue(missing.err().contains("tiny.onnx is not in " + models), missing.err());
  }

  @Test
  void theSameForFeaturesCompareAndTheLibrary() throws Exception {
    var data = clicks(6);
    new TinyNetwork(3).write(models, "tiny");
    var table = folder.resolve("x.npz");
    CommandRun.succeeding("features", data, "--out", table);
    assertTrue(DatasetNpz.read(table).encoder().startsWith("tiny#"));
    var loaded = ClipLoader.load(data, ClipLoader.AUTO);
    assertTrue(loaded.encoder().startsWith("tiny#"), loaded.encoder());
    assertArrayEquals(DatasetNpz.read(table).x(), loaded.x());
    var compared =
        CommandRun.succeeding("compare", data, "--recipe", "linear", "--models", "lr", "--runs", 1);
    assertTrue(compared.err().contains("Encoder tiny: "), compared.err());
    assertTrue(compared.err().contains("name it with --encoder to measure strictly"));
  }

  @Test
  void withoutNetworksOneThatNeedsNoFile() throws Exception {
    var data = SmallData.sounds(folder.resolve("sounds"), 6);
    var run = folder.resolve("run");
    var trained = CommandRun.succeeding("train", data, "--recipe", "linear", "--out", run);
    assertTrue(trained.err().contains("Encoder logmel: 100 % of held-out labels right; lld"));
    assertEquals("logmel", TrainedModel.load(run).encoder());
  }

  @Test
  void withTooFewLabelsAKnownNetworkAnyNetworkOrLogmel() throws Exception {
    var data = SmallData.sounds(folder.resolve("sounds"), 1);
    var run = folder.resolve("run");
    var without = CommandRun.succeeding("train", data, "--recipe", "linear", "--out", run);
    assertTrue(
        without.err().contains("Encoder logmel, as there are too few labels to hold any out"),
        without.err());
    new TinyNetwork(3).write(models, "tiny");
    var with = CommandRun.succeeding("train", data, "--recipe", "linear", "--out", run);
    assertTrue(with.err().contains("Encoder tiny#embeddings, as there are too few"), with.err());
    // A network that is known to hear all sorts of sounds well goes before others.
    new TinyNetwork(4).write(models, "yamnet");
    var known = CommandRun.succeeding("train", data, "--recipe", "linear", "--out", run);
    assertTrue(known.err().contains("Encoder yamnet#embeddings, as"), known.err());
  }

  @Test
  void labelsAreNeeded() throws Exception {
    var data = SmallData.sounds(folder.resolve("sounds"), 1).resolve("unlabelled");
    var table = folder.resolve("x.npz");
    var refused = CommandRun.of("features", data, "--out", table, "--quiet");
    assertEquals(ExitCode.BAD_INPUT, refused.code());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().contains("no clip has a label"), refused.err());
    assertTrue(refused.err().contains("name one of logmel, lld"), refused.err());
    assertFalse(Files.exists(table));
  }

  @Test
  void aTrainingGoesOnWithTheEncoderThatItBeganWith() throws Exception {
    var data = clicks(8);
    var run = folder.resolve("run");
    var states = Checkpoints.folderFor(run);
    var loader = new ClipLoader(ClipLoader.AUTO, 1, true);
    var choice = loader.choose(data, (done, total) -> {});
    var before = choice.encoder();
    assertTrue(before.equals("logmel") || before.equals("lld"), before);
    var recipe = RecipeSettings.named("linear");
    Checkpoints.begin(
        states,
        ClipLoader.load(data, before),
        recipe,
        TrainingOptions.defaults().withSeed(5),
        "simd",
        Optional.of(choice));
    // With this network, the choice would be another one.
    new TinyNetwork(3).write(models, "tiny");
    Object[] words = {
      "train",
      data,
      "--recipe",
      "linear",
      "--backend",
      "simd",
      "--seed",
      5,
      "--out",
      run,
      "--resume"
    };
    var other = CommandRun.of(with(words, "--encoder", "tiny"));
    assertEquals(ExitCode.BAD_INPUT, other.code(), other.err());
    assertTrue(other.err().contains("cannot resume"), other.err());
    var resumed = CommandRun.succeeding(words);
    assertFalse(resumed.err().contains("Trying encoders"), resumed.err());
    assertEquals(before, TrainedModel.load(run).encoder());
    var config = JsonParser.parseString(Files.readString(run.resolve("config.json")));
    assertEquals(
        choice.scores().size(),
        config.getAsJsonObject().getAsJsonObject("encoderChoice").getAsJsonArray("scores").size());
    assertFalse(Files.exists(states));
  }

  private static Object[] with(Object[] words, Object... more) {
    var all = new Object[words.length + more.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }
}
