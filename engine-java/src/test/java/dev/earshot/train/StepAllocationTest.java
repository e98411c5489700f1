package dev.earshot.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Backends;
import dev.earshot.compute.Matrix;
import dev.earshot.graph.Subgraph;
import dev.earshot.graph.SubgraphSampler;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import dev.earshot.ssl.SslTask;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepAllocationTest {
  private static final int CLASSES = 4;
  private static final int LABELLED_EACH = 15;
  private static final int CLIPS = 160;
  private static final int COLUMNS = 37;
  private static final long MOST_BYTES = 1024;

  /** The Vector API's objects disappear only when the compiler gets to a method. */
  private static final int MOST_STEPS = 50_000;

  /**
   * Sampling, edges, all tasks' passes, Adam: the least of many steps counts, as the compiler and
   * call sites being linked charge a thread with bytes of their own.
   */
  @ParameterizedTest
  @ValueSource(strings = {"paper", "default"})
  void aStepAllocatesNextToNothing(String name) {
    Recipe recipe = Recipe.named(name).withTasks(EnumSet.allOf(SslTask.class));
    try (Backend backend = Backends.choose("simd").provider().open()) {
      var sampler =
          new SubgraphSampler(
              3,
              IntStream.range(0, CLASSES)
                  .mapToObj(StepAllocationTest::labelled)
                  .toArray(int[][]::new),
              IntStream.range(CLASSES * LABELLED_EACH, CLIPS).toArray(),
              recipe.sampling().perClassOf(CLASSES),
              20);
      var subgraph = new Subgraph(sampler.capacity());
      sampler.draw(0, 0, subgraph);
      Matrix features = backend.newMatrix(CLIPS, COLUMNS);
      features.write(new Random(5).doubles((long) CLIPS * COLUMNS).toArray());
      var network = new Network(recipe.network(), COLUMNS, CLASSES, true, true);
      var parameters = new Parameters(backend, network.shapes());
      parameters.initialise(1);
      var state = new LearningState(backend, parameters, recipe.optimizer().averageDecay());
      var step = new TrainingStep(backend, recipe, network, subgraph.size(), features, state, 7);
      double[] losses = new double[5];

      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      for (int number = 0; number < MOST_STEPS && least >= MOST_BYTES; number++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        sampler.draw(number / 5, number % 5, subgraph);
        step.run(subgraph, number);
        step.addLosses(losses);
        step.logits();
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      long bytes = least;
      assertTrue(bytes < MOST_BYTES, () -> "a step allocates " + bytes + " bytes");
    }
  }

  private static int[] labelled(int label) {
    return IntStream.range(label * LABELLED_EACH, (label + 1) * LABELLED_EACH).toArray();
  }
}
