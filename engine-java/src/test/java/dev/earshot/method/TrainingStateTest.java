package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.DataException;
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

  @Test
  void everythingComesBack() throws IOException {
    Path file = folder.resolve("run-0.safetensors");
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
    Path file = folder.resolve("run-0.safetensors");
    new TrainingState(3).save(file, learning(2));
    TrainingState loaded = TrainingState.load(file, learning(2), LIMITS);
    assertEquals(0, loaded.bestEpoch);
    assertTrue(loaded.bestValue < 0, "any score must be better");
    assertEquals(0, loaded.bestWeights.length);
  }

  @Test
  void aStateOfAnotherNetworkIsRefused() throws IOException {
    Path file = folder.resolve("run-0.safetensors");
    state().save(file, learning(2));
    var problem =
        assertThrows(DataException.class, () -> TrainingState.load(file, learning(4), LIMITS));
    assertTrue(problem.getMessage().startsWith(file + ": damaged"), problem.getMessage());
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    Path file = folder.resolve("run-0.safetensors");
    state().save(file, learning(2));
    byte[] all = Files.readAllBytes(file);
    for (int kept = 0; kept < all.length; kept += 7) {
      Files.write(file, Arrays.copyOf(all, kept));
      var problem =
          assertThrows(DataException.class, () -> TrainingState.load(file, learning(2), LIMITS));
      assertTrue(problem.getMessage().startsWith(file.toString()), problem.getMessage());
    }
  }
}
