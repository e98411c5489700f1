package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.HostDriver;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * What an epoch asks of a device: from its node ids to its end, the host waits for nothing. It
 * copies the node ids and the step's number once, and then launches each step.
 */
class EpochWaitsTest {
  private static final int CLASSES = 2;
  private static final int COLUMNS = 6;

  /** Twenty labelled clips and thirteen others: epochs of three steps, the last one smaller. */
  private static final int ROWS = 33;

  private static final int LABELLED = 20;
  private static final int STEPS = 3;
  private static final int EPOCHS = 5;

  @Test
  void noneFromTheNodesToTheLosses() {
    HostDriver driver = HostDriver.get();
    try (Backend backend = HostDriver.openAny()) {
      EpochRunner epochs = epochs(backend);
      // Captures the steps of both sizes.
      epochs.begin(0).means();
      EpochLosses[] begun = new EpochLosses[EPOCHS];
      HostDriver.Asked asked =
          driver.askedIn(() -> Arrays.setAll(begun, epoch -> epochs.begin(1 + epoch)));
      assertEquals(new HostDriver.Asked(0, 2 * EPOCHS, STEPS * EPOCHS), asked);
      // The stand-in has done nothing so far: what follows is the work of all of them.
      assertFalse(begun[0].isDone());
      Map<String, Double> last = begun[EPOCHS - 1].means();
      assertTrue(begun[0].isDone());
      assertEquals(2 + SslTask.values().length, last.size());
      assertTrue(last.values().stream().allMatch(Double::isFinite), last::toString);
    }
  }

  private static EpochRunner epochs(Backend backend) {
    RecipeSettings recipe =
        RecipeSettings.named("paper")
            .withTasks(EnumSet.allOf(SslTask.class))
            .withSampling(new SamplingSettings(false, 2, 5));
    Network network =
        new Network(recipe.network(), COLUMNS, CLASSES, SslTask.heads(recipe.tasks(), COLUMNS));
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.initialise(0);
    int[] labels = new int[ROWS];
    Arrays.setAll(labels, row -> row < LABELLED ? row % CLASSES : -1);
    Matrix features = backend.newMatrix(ROWS, COLUMNS);
    features.write(
        DoubleStream.iterate(1, x -> x + 1).limit(ROWS * COLUMNS).map(Math::sin).toArray());
    LearningState learning = new LearningState(backend, parameters, 0);
    return new EpochRunner(
        new TrainingSetup(backend, recipe, network, features, learning, 0), labels, CLASSES);
  }
}
