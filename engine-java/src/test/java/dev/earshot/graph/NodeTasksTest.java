package dev.earshot.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Part;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.CsrArrays;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.method.ssl.SslTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network with every task on a small graph. */
class NodeTasksTest {
  private static final int NODES = 40;
  private static final int COLUMNS = 12;

  /** Two rings of nodes, each with words of its own. */
  private static GraphFile rings() {
    int[] starts = new int[NODES + 1];
    int[] columns = new int[2 * NODES];
    float[] values = new float[2 * NODES];
    Arrays.fill(values, 1);
    int[] labels = new int[NODES];
    int[] sources = new int[NODES];
    int[] targets = new int[NODES];
    List<Part> split = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      starts[node + 1] = 2 * (node + 1);
      labels[node] = node % 2;
      columns[2 * node] = node % 2 + 2 * (node % 3);
      columns[2 * node + 1] = 6 + node % 6;
      sources[node] = node;
      targets[node] = (node + 2) % NODES;
      split.add(node < 8 ? Part.TRAIN : node < 20 ? Part.VALIDATION : Part.TEST);
    }
    return new GraphFile(
        new CsrArrays(NODES, COLUMNS, starts, columns, values), labels, split, sources, targets);
  }

  static Stream<Arguments> all() {
    return Arrays.stream(GraphModel.values())
        .flatMap(model -> Arrays.stream(SslTask.values()).map(task -> Arguments.of(model, task)));
  }

  private static NodeEpoch first(String backend, GraphModel model, Set<SslTask> tasks)
      throws InterruptedException {
    var settings = model.settings(tasks);
    try (Backend opened = Backends.choose(backend).provider().open(1)) {
      return GraphTrainings.once(
              opened, rings(), settings.withStopping(settings.stopping().withEpochs(1)), 3)
          .log()
          .getFirst();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void lossesAreThoseOfTheReference(GraphModel model, SslTask task) throws InterruptedException {
    var losses = first("simd", model, EnumSet.of(task)).losses();
    var expected = first("reference", model, EnumSet.of(task)).losses();
    assertTrue(expected.get(task.label()) > 0, expected.toString());
    assertEquals(expected.keySet(), losses.keySet());
    expected.forEach((name, loss) -> assertEquals(loss, losses.get(name), 1e-4 * loss, name));
  }

  @ParameterizedTest
  @MethodSource("all")
  void learnsTheRings(GraphModel model, SslTask task) throws InterruptedException {
    var settings = model.settings(EnumSet.of(task));
    try (Backend opened = Backends.choose("simd").provider().open(1)) {
      var run =
          GraphTrainings.once(
              opened, rings(), settings.withStopping(settings.stopping().withEpochs(60)), 3);
      assertTrue(run.best().validationAccuracy() > 0.9, run.best().toString());
    }
  }
}
