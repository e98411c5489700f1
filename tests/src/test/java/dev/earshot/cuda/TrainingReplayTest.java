package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.method.EpochBuffers;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.Subgraph;
import dev.earshot.method.TrainingSetup;
import dev.earshot.method.TrainingStep;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.Parameters;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The training step itself, from an epoch's node ids to new weights, all tasks: replayed as a graph
 * it leaves the bits that the same calls leave one by one.
 */
class TrainingReplayTest {
  private static final int CLASSES = 3;
  private static final int ROWS = 60;
  private static final int COLUMNS = 10;

  /** Of a step: this many labelled nodes of each class, the others without a label. */
  private static final int PER_CLASS = 4;

  private static final int NODES = 21;
  private static final int STEPS = 4;

  @ParameterizedTest
  @CsvSource({"paper, 0", "paper, 1", "graph, 0", "graph, 2", "paper-graphconv, 3"})
  void replayEqualsDirectCallsToTheBit(String recipe, long seed) {
    Optional<HostDriver> driver = HostDriver.find();
    List<double[]> direct;
    try (Backend backend = HostDriver.openAny()) {
      direct = epoch(unrecorded(backend), recipe);
    }
    driver.ifPresent(standIn -> standIn.shuffle(seed));
    try (Backend backend = HostDriver.openAny()) {
      List<double[]> replayed = epoch(backend, recipe);
      for (int i = 0; i < direct.size(); i++) {
        assertArrayEquals(direct.get(i), replayed.get(i));
      }
    } finally {
      driver.ifPresent(standIn -> standIn.shuffle(0));
    }
  }

  /**
   * A step that has been recorded is one launch, and no number is copied to the device for it: its
   * number is there already. It is copied only after steps of an epoch, or for another number.
   */
  @ParameterizedTest
  @ValueSource(strings = {"paper", "graph", "paper-graphconv"})
  void replayIsOneLaunchAndNoCopy(String recipe) {
    HostDriver driver = HostDriver.get();
    var oneLaunch = new HostDriver.Asked(0, 0, 1);
    var copyAndLaunch = new HostDriver.Asked(0, 1, 1);
    try (Backend backend = HostDriver.openAny()) {
      Training training = Training.of(backend, recipe);
      training.step().load(new Subgraph(NODES), 0);
      training.step().learn(0);
      for (int i = 1; i < STEPS; i++) {
        int number = i;
        assertEquals(oneLaunch, driver.askedIn(() -> training.step().learn(number)));
      }
      assertEquals(copyAndLaunch, driver.askedIn(() -> training.step().learn(0)));
      Runnable next = training.step().inEpoch(training.epoch());
      for (int i = 1; i < STEPS; i++) {
        assertEquals(oneLaunch, driver.askedIn(next));
      }
      assertEquals(copyAndLaunch, driver.askedIn(() -> training.step().learn(STEPS)));
    }
  }

  /** The same backend, but what it is to record it does call by call. */
  private static Backend unrecorded(Backend backend) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("record")) {
                return arguments[0];
              }
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A training step with all tasks, its weights, and the buffers of an epoch. */
  private record Training(Parameters parameters, EpochBuffers epoch, TrainingStep step) {
    static Training of(Backend backend, String name) {
      RecipeSettings recipe = RecipeSettings.named(name).withTasks(EnumSet.allOf(SslTask.class));
      NetworkSettings settings = recipe.network();
      Network network =
          new Network(
              new NetworkSettings(settings.layer(), settings.head(), 2, 8, settings.dropout()),
              COLUMNS,
              CLASSES,
              SslTask.heads(recipe.tasks(), COLUMNS));
      Random random = new Random(5);
      double[] x = random.doubles((long) ROWS * COLUMNS, -2, 2).toArray();
      Matrix features = backend.matrixOf(ROWS, COLUMNS, x);
      Parameters parameters = new Parameters(backend, network.shapes());
      parameters.initialise(1);
      LearningState state = new LearningState(backend, parameters, 0.9);
      int[] labels = IntStream.range(0, ROWS).map(i -> i < ROWS / 2 ? i % CLASSES : -1).toArray();
      EpochBuffers epoch = EpochBuffers.of(backend, STEPS, NODES, labels, recipe.tasks().size());
      epoch.schedule().write(schedule());
      var setup = new TrainingSetup(backend, recipe, network, features, state, 9);
      return new Training(parameters, epoch, new TrainingStep(setup, NODES, epoch.step()));
    }
  }

  /** Weights after each step; then the epoch's losses, and which classes nodes were taken for. */
  private static List<double[]> epoch(Backend backend, String recipe) {
    Training training = Training.of(backend, recipe);
    EpochBuffers epoch = training.epoch();
    Runnable next = training.step().inEpoch(epoch);
    List<double[]> results = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      next.run();
      results.add(training.parameters().values().toArray());
    }
    assertNotEquals(results.getFirst()[0], results.getLast()[0]);
    for (Matrix losses : epoch.losses()) {
      results.add(losses.toArray());
      assertFalse(Arrays.stream(losses.toArray()).anyMatch(loss -> loss == 0 || !(loss < 1e6)));
    }
    results.add(Arrays.stream(epoch.classes().toArray()).asDoubleStream().toArray());
    return results;
  }

  /** Other nodes in each step, labelled ones first. */
  private static int[] schedule() {
    int[] nodes = new int[STEPS * NODES];
    int labelled = CLASSES * PER_CLASS;
    for (int i = 0; i < nodes.length; i++) {
      int step = i / NODES;
      int place = i % NODES;
      nodes[i] =
          place < labelled
              ? (place + 7 * step) % (ROWS / 2)
              : ROWS / 2 + (place - labelled + 5 * step) % (ROWS / 2);
    }
    return nodes;
  }
}
