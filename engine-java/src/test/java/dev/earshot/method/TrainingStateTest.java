package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingStateTest {
  private static final TrainingState.Limits LIMITS = new TrainingState.Limits(3, 3, 9);

  private final Backend backend = ReferenceBackend.open();
  @TempDir private Path folder;

  /** Parameters after one step of Adam, with a running mean: all four buffers differ. */
  private LearningState learning(int rows) {
    Parameters parameters =
        new Parameters(backend, List.of(new ParameterShape("w.weight", rows, 3)));
    parameters.initialise(rows);
    LearningState learning = new LearningState(backend, parameters, 0.5);
    parameters.gradients().write(parameters.values().toArray());
    learning.update(AdamSettings.of(0.1, 0), backend.indicesOf(0));
    return learning;
  }

  private static TrainingState state() {
    TrainingState state = new TrainingState(3);
    state.epoch = 2;
    state.bestEpoch = 1;
    state.bestValue = 1.0 / 3;
    state.looksSinceBest = 1;
    state.stepsSinceLook = 4;
    state.seconds = 0.1;
    state.pseudoLabels = new int[] {-1, 2, 0};
    state.bestPseudoLabels = new int[] {-1, 1, 0};
    state.bestWeights = new double[] {Math.PI, -0.0, Double.MIN_VALUE, 1, 2, 3};
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put("crossEntropy", 1.0 / 7);
    losses.put("denoise", 2.0 / 7);
    state.log.add(
        new EpochLog(
            5,
            1,
            9,
            11,
            losses,
            Optional.of(new EpochLog.ValidationScore(0.1, 0.2, 0.3, true)),
            0.05));
    state.log.add(new EpochLog(5, 2, 9, 22, losses, Optional.empty(), 0.1));
    return state;
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(folder.resolve("run-0.safetensors"), "this training");
  }

  @Test
  void aStateOfAnotherTrainingIsRefused() throws IOException {
    Checkpoint file = checkpoint();
    state().save(file, learning(2));
    Checkpoint other = new Checkpoint(file.file(), "another training");
    var problem =
        assertThrows(DataException.class, () -> TrainingState.load(other, learning(2), LIMITS));
    assertTrue(
        problem.getMessage().startsWith(file.file() + ": the state of another training"),
        problem.getMessage());
  }

  @Test
  void everythingComesBack() throws IOException {
    Checkpoint file = checkpoint();
    TrainingState saved = state();
    LearningState before = learning(2);
    saved.save(file, before);
    LearningState after =
        new LearningState(
            backend, new Parameters(backend, List.of(new ParameterShape("w.weight", 2, 3))), 0.5);
    TrainingState loaded = TrainingState.load(file, after, LIMITS);

    assertEquals(saved.epoch, loaded.epoch);
    assertEquals(saved.finished, loaded.finished);
    assertEquals(saved.bestEpoch, loaded.bestEpoch);
    assertEquals(saved.bestValue, loaded.bestValue);
    assertEquals(saved.looksSinceBest, loaded.looksSinceBest);
    assertEquals(saved.stepsSinceLook, loaded.stepsSinceLook);
    assertEquals(saved.seconds, loaded.seconds);
    assertArrayEquals(saved.pseudoLabels, loaded.pseudoLabels);
    assertArrayEquals(saved.bestPseudoLabels, loaded.bestPseudoLabels);
    assertArrayEquals(saved.bestWeights, loaded.bestWeights);
    assertEquals(saved.log, loaded.log);
    assertEquals(before.save().keySet(), after.save().keySet());
    before
        .save()
        .forEach((name, values) -> assertArrayEquals(values, after.save().get(name), name));
    assertEquals(4, before.save().values().stream().map(Arrays::toString).distinct().count());
  }

  @Test
  void aStateBeforeTheFirstLook() throws IOException {
    Checkpoint file = checkpoint();
    new TrainingState(3).save(file, learning(2));
    TrainingState loaded = TrainingState.load(file, learning(2), LIMITS);
    assertEquals(0, loaded.bestEpoch);
    assertTrue(loaded.bestValue < 0, "any score must be better");
    assertEquals(0, loaded.bestWeights.length);
  }

  @Test
  void aStateOfAnotherNetworkIsRefused() throws IOException {
    Checkpoint file = checkpoint();
    state().save(file, learning(2));
    var problem =
        assertThrows(DataException.class, () -> TrainingState.load(file, learning(4), LIMITS));
    assertTrue(problem.getMessage().startsWith(file.file() + ": damaged"), problem.getMessage());
  }

  /** A change to the tensors and numbers of a sound state, and what the refusal names. */
  record Damage(String expected, String good, String bad, Map<String, NumberArray> tensors) {
    static Damage of(String expected, String good, String bad) {
      return new Damage(expected, good, bad, Map.of());
    }

    static Damage of(String name, String expected, double... values) {
      return new Damage(expected, "", "", Map.of(name, NumberArray.of(values, values.length)));
    }

    @Override
    public String toString() {
      return expected;
    }
  }

  static Damage[] damages() {
    double nan = Double.NaN;
    return new Damage[] {
      Damage.of("parameters", "parameters holds NaN", 1, 2, nan, 4, 5, 6),
      Damage.of("used", "used holds NaN", 1, 2, 3, 4, 5, Double.POSITIVE_INFINITY),
      Damage.of("mean", "mean needs 6 numbers", 1, 2),
      Damage.of("variance", "variance must be in 0 ..", 1, 2, 3, 4, 5, -6),
      Damage.of("bestWeights", "bestWeights holds NaN", 1, 2, 3, 4, 5, nan),
      Damage.of("bestWeights", "2 bestWeights of 6", 1, 2),
      Damage.of("epoch must be in 0 .. 9", "\"epoch\":2,\"finished\"", "\"epoch\":-2,\"finished\""),
      Damage.of("epoch must be in 0 .. 9", "\"epoch\":2,\"finished\"", "\"epoch\":10,\"finished\""),
      Damage.of("the last epoch is done", "\"epoch\":2,\"finished\"", "\"epoch\":9,\"finished\""),
      Damage.of("bestValue must be in", "\"bestValue\":0.3", "\"bestValue\":9.3"),
      Damage.of("seconds must be in", "\"seconds\":0.1", "\"seconds\":-0.1"),
      Damage.of("seconds must be in", "\"seconds\":0.1,\"log\"", "\"seconds\":NaN,\"log\""),
      Damage.of("of the log holds NaN", "\"denoise\":0.2", "\"denoise\":1e999,\"d\":0.2"),
      new Damage(
          "2 pseudo-labels of 3",
          "",
          "",
          Map.of("pseudoLabels", NumberArray.of(new int[] {0, 1}, 2))),
      new Damage(
          "a pseudo-label must be in -1 .. 2",
          "",
          "",
          Map.of("bestPseudoLabels", NumberArray.of(new int[] {0, 1, 3}, 3))),
    };
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedStateIsNotResumed(Damage damage) throws IOException {
    Checkpoint file = checkpoint();
    state().save(file, learning(2));
    Safetensors sound = Safetensors.read(file.file());
    Map<String, NumberArray> tensors = new LinkedHashMap<>(sound.tensors());
    tensors.putAll(damage.tensors());
    Map<String, String> metadata = new LinkedHashMap<>(sound.metadata());
    String json = metadata.get("state");
    assertTrue(json.contains(damage.good()), json);
    metadata.put("state", json.replace(damage.good(), damage.bad()));
    new Safetensors(tensors, metadata).write(file.file());
    LearningState untouched = learning(2);
    Map<String, double[]> before = untouched.save();
    var problem =
        assertThrows(DataException.class, () -> TrainingState.load(file, untouched, LIMITS));
    assertTrue(problem.getMessage().startsWith(file.file() + ": damaged"), problem.getMessage());
    assertTrue(problem.getMessage().contains(damage.expected()), problem.getMessage());
    before.forEach((name, values) -> assertArrayEquals(values, untouched.save().get(name), name));
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    Checkpoint file = checkpoint();
    state().save(file, learning(2));
    byte[] all = Files.readAllBytes(file.file());
    for (int kept = 0; kept < all.length; kept += 7) {
      Files.write(file.file(), Arrays.copyOf(all, kept));
      var problem =
          assertThrows(DataException.class, () -> TrainingState.load(file, learning(2), LIMITS));
      assertTrue(problem.getMessage().startsWith(file.file().toString()), problem.getMessage());
    }
  }
}
