package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.method.EpochBuffers;
import dev.earshot.method.Recipe;
import dev.earshot.method.Subgraph;
import dev.earshot.method.TrainingSetup;
import dev.earshot.method.TrainingStep;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The captured graph of a training step. A kernel takes a few microseconds and most of that is
 * waiting, so the longest chain of dependent kernels decides how long a step takes. Numbers that
 * grow have to be changed here, and in docs/benchmarks.md, on purpose.
 */
class StepGraphTest {
  private static final int CLASSES = 4;
  private static final int ROWS = 240;

  /** The subgraph of the paper's speech-emotion setting, and its features. */
  private static final int NODES = 53;

  private static final int COLUMNS = 165;

  @ParameterizedTest
  @CsvSource({
    "NONE, 14, 7, 19, 9",
    "DENOISE, 25, 8, 31, 9",
    "COMPLETION, 27, 8, 33, 10",
    "SHUFFLE, 25, 8, 31, 10",
    "ALL, 50, 8, 58, 10"
  })
  void nodesAndChain(String tasks, int nodes, int chain, int nodesFromIds, int chainFromIds) {
    HostDriver driver = HostDriver.get();
    driver.multiprocessors(HostDriver.OF_H200);
    try (Backend backend = HostDriver.openAny()) {
      Recipe recipe = Recipe.named("paper").withTasks(tasks(tasks));
      Network network =
          new Network(recipe.network(), COLUMNS, CLASSES, SslTask.heads(recipe.tasks(), COLUMNS));
      Matrix features = backend.newMatrix(ROWS, COLUMNS);
      Parameters parameters = new Parameters(backend, network.shapes());
      parameters.initialise(1);
      int[] labels = IntStream.range(0, ROWS).map(i -> i < 40 ? i % CLASSES : -1).toArray();
      EpochBuffers epoch = EpochBuffers.of(backend, 1, NODES, labels, recipe.tasks().size());
      epoch.schedule().write(IntStream.range(20, 20 + NODES).toArray());
      var step =
          new TrainingStep(
              new TrainingSetup(
                  backend, recipe, network, features, new LearningState(backend, parameters, 0), 9),
              NODES,
              epoch.step());
      Subgraph subgraph = new Subgraph(NODES);
      step.load(subgraph, 0);
      step.learn(0);
      HostDriver.Graph known = driver.lastGraph();
      step.inEpoch(epoch);
      HostDriver.Graph fromIds = driver.lastGraph();
      assertEquals(
          "%d, %d, %d, %d".formatted(nodes, chain, nodesFromIds, chainFromIds),
          "%d, %d, %d, %d"
              .formatted(known.nodes(), known.chain(), fromIds.nodes(), fromIds.chain()));
      assertEquals(0, known.redundant() + fromIds.redundant(), known + " " + fromIds);
    } finally {
      driver.multiprocessors(HostDriver.FEW);
    }
  }

  private static Set<SslTask> tasks(String name) {
    return switch (name) {
      case "NONE" -> Set.of();
      case "ALL" -> SslTask.ofPaper();
      default -> EnumSet.of(SslTask.valueOf(name));
    };
  }
}
