package dev.earshot.method;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes and reads the state of a small training; the class of states is not public. */
public final class StateReader {
  private static final String TRAINING = "a training";
  private static final int NODES = 3;
  private static final int EPOCHS = 9;

  private final Backend backend;

  /** With the backend that holds the parameters. */
  public StateReader(Backend backend) {
    this.backend = backend;
  }

  private LearningState learning() {
    Parameters parameters = new Parameters(backend, List.of(new ParameterShape("w.weight", 2, 3)));
    parameters.initialise(1);
    LearningState learning = new LearningState(backend, parameters, 0.5);
    parameters.gradients().write(parameters.values().toArray());
    learning.update(AdamSettings.of(0.1, 0), backend.indicesOf(0));
    return learning;
  }

  /** Writes a state in the middle of a training. */
  public void write(Path file) throws IOException {
    TrainingState state = new TrainingState(NODES);
    state.epoch = 2;
    state.bestEpoch = 1;
    state.bestValue = 0.5;
    state.seconds = 0.25;
    state.bestWeights = new double[] {1, 2, 3, 4, 5, 6};
    state.log.add(
        new EpochLog(
            0,
            1,
            EPOCHS,
            11,
            Map.of("crossEntropy", 0.5),
            Optional.of(new EpochLog.ValidationScore(0.5, 0.25, 0.25, true)),
            0.125));
    state.log.add(
        new EpochLog(0, 2, EPOCHS, 22, Map.of("crossEntropy", 0.25), Optional.empty(), 0.25));
    state.save(new Checkpoint(file, TRAINING), learning());
  }

  /** Reads a state, and requires that what it restores is finite. */
  public void read(Path file) throws IOException {
    LearningState learning = learning();
    TrainingState.load(
        new Checkpoint(file, TRAINING), learning, new TrainingState.Limits(NODES, NODES, EPOCHS));
    learning
        .save()
        .forEach((name, values) -> {
          for (double value : values) {
            if (!Double.isFinite(value)) {
              throw new AssertionError(name + " of the state is " + value);
            }
          }
        });
  }
}
