package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.backends.Backends;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepAllocationTest {
  private static final int CLASSES = 4;
  private static final int LABELLED_EACH = 15;
  private static final int CLIPS = 160;
  private static final int COLUMNS = 37;
  private static final long MOST_BYTES = 1024;

  /** Objects of the Vector API disappear only once a method is compiled. */
  private static final int MOST_EPOCHS = 10_000;

  /**
   * Counts the bytes of sampling, edges, the passes of all tasks, Adam, losses and pseudo-labels in
   * epochs of five steps. It takes the least of many counts, because the JVM itself sometimes
   * allocates bytes on the thread, when it compiles code or links a call site.
   */
  @ParameterizedTest
  @ValueSource(strings = {"paper", "graph"})
  void aStepAllocatesNextToNothing(String name) {
    RecipeSettings recipe =
        RecipeSettings.named(name)
            .withTasks(EnumSet.allOf(SslTask.class))
            .withSampling(new SamplingSettings(false, 0, 20));
    try (Backend backend = Backends.choose("simd").provider().open()) {
      Matrix features = backend.newMatrix(CLIPS, COLUMNS);
      features.write(new Random(5).doubles((long) CLIPS * COLUMNS).toArray());
      int[] labels = new int[CLIPS];
      Arrays.setAll(labels, i -> i < CLASSES * LABELLED_EACH ? i / LABELLED_EACH : -1);
      var network =
          new Network(recipe.network(), COLUMNS, CLASSES, SslTask.heads(recipe.tasks(), COLUMNS));
      var parameters = new Parameters(backend, network.shapes());
      parameters.initialise(1);
      var state = new LearningState(backend, parameters, recipe.optimizer().averageDecay());
      var epochs =
          new EpochRunner(
              new TrainingSetup(backend, recipe, network, features, state, 7), labels, CLASSES);

      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      for (int epoch = 0; epoch < MOST_EPOCHS && least >= MOST_BYTES; epoch++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        EpochLosses losses = epochs.begin(epoch);
        losses.means();
        epochs.readPseudoLabels(labels);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        least = Math.min(least, bytes / epochs.steps());
      }
      long bytes = least;
      assertTrue(bytes < MOST_BYTES, () -> "a step allocates " + bytes + " bytes");
    }
  }
}
