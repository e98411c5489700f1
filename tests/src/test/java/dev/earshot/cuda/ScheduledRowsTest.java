package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The beginning of a recorded step: noise, neighbours and products of rows that a schedule names
 * are made from these rows themselves, not from the copy that is gathered beside.
 */
class ScheduledRowsTest extends AgainstReference {
  private static final int NODES = 21;
  private static final int STEPS = 3;
  private static final int ROWS = NODES * STEPS;
  private static final int COLUMNS = 10;
  private static final int WIDTH = 40;

  /** Buffers of a step, and the work from the schedule to propagated noise and projections. */
  private static final class Beginning {
    final Matrix all;
    final Matrix other;
    final Matrix features;
    final Matrix noisy;
    final Matrix weight;
    final Matrix projection;
    final Matrix spread;
    final Matrix hidden;
    final Indices schedule;
    final Indices own;
    final Indices step;
    final Indices nodes;
    final Indices labels;
    final Indices allLabels;
    final Indices otherLabels;
    final Indices nearest;
    final Indices farthest;
    final SparseMatrix adjacency;
    private final Backend backend;

    Beginning(Backend backend) {
      this.backend = backend;
      all = backend.matrixOf(ROWS, COLUMNS, values(ROWS * COLUMNS, 1));
      other = backend.matrixOf(ROWS, COLUMNS, values(ROWS * COLUMNS, 2));
      features = backend.newMatrix(NODES, COLUMNS);
      noisy = backend.newMatrix(NODES, COLUMNS);
      weight = backend.matrixOf(COLUMNS, WIDTH, values(COLUMNS * WIDTH, 6));
      projection = backend.newMatrix(NODES, WIDTH);
      spread = backend.newMatrix(NODES, COLUMNS);
      hidden = backend.newMatrix(NODES, WIDTH);
      schedule = backend.indicesOf(integers(ROWS, 0, ROWS, 3));
      own = backend.newIndices(ROWS);
      step = backend.indicesOf(2 + STEPS);
      nodes = backend.newIndices(NODES);
      labels = backend.newIndices(NODES);
      allLabels = backend.indicesOf(integers(ROWS, -1, 3, 4));
      otherLabels = backend.indicesOf(integers(ROWS, -1, 3, 5));
      nearest = backend.newIndices(2 * NODES);
      farthest = backend.newIndices(NODES);
      adjacency = backend.newSparseMatrix(NODES, NODES, rule().capacity(NODES));
    }

    private static EdgeSettings rule() {
      return new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1);
    }

    private RandomSource random(int stream) {
      return new RandomSource(7, stream, step);
    }

    /**
     * @param changed what something else changes before it is used
     */
    void run(String changed) {
      backend.graphs().takeNodes(schedule, STEPS, step, allLabels, nodes, labels);
      backend.corruption().gatherRows(all, nodes, features);
      switch (changed) {
        case "nothing" -> {}
        case "source" -> backend.dense().add(1, other, 1, all);
        case "copy" -> backend.dense().add(1, other.slice(0, NODES, COLUMNS), 1, features);
        case "schedule" -> backend.corruption().drawPermutation(ROWS, random(1), schedule, own);
        case "labels" ->
            backend.graphs().takeNodes(schedule, STEPS, step, otherLabels, nodes, labels);
        default -> throw new IllegalArgumentException(changed);
      }
      backend.corruption().noise(features, 0.3, random(2), noisy);
      backend.neighbors().neighbors(features, labels, 2, nearest, farthest);
      backend.graphs().link(rule(), nearest, nearest, farthest, random(3), adjacency);
      backend.sparse().propagate(adjacency, noisy, Epilogue.NONE, spread);
      backend.dense().linear(features, weight, Epilogue.NONE, projection);
      backend.sparse().propagate(adjacency, projection, Epilogue.NONE, hidden);
      backend.corruption().noise(features, 0.3, random(4), features);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "source", "copy", "schedule", "labels"})
  void areThoseOfTheCopy(String changed) {
    agree(backend -> {
      Beginning beginning = new Beginning(backend);
      backend.record(() -> beginning.run(changed)).run();
      return together(backend, beginning.spread, beginning.features, beginning.hidden);
    });
    // The CUDA backend has been asked first.
    Optional<HostDriver> driver = HostDriver.find();
    boolean waits =
        changed.equals("source") || changed.equals("copy") || changed.equals("schedule");
    driver.ifPresent(standIn -> {
      for (String kernel : List.of("search_and_link ", "noise ", "product_nn_given ")) {
        assertEquals(
            waits,
            standIn.lastGraph().named().stream()
                .filter(node -> node.name().startsWith(kernel))
                .noneMatch(node -> node.after().isEmpty()),
            kernel);
      }
    });
  }

  /**
   * Rows that there are not are told of at the next read, and nothing beyond the matrix is read.
   */
  @Test
  void rowsOutOfRangeAreReported() {
    Beginning beginning = new Beginning(cuda);
    Runnable replay = cuda.record(() -> beginning.run("nothing"));
    beginning.schedule.write(IntStream.range(0, ROWS).map(i -> i % 2 == 0 ? i : 1 << 29).toArray());
    replay.run();
    String message =
        assertThrows(IllegalArgumentException.class, beginning.noisy::toArray).getMessage();
    assertTrue(message.contains("gatherRows"), message);
    beginning.schedule.write(IntStream.range(0, ROWS).toArray());
    replay.run();
    assertEquals(NODES * COLUMNS, beginning.noisy.toArray().length);
  }
}
