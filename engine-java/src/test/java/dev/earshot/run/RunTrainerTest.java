package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.SmallRecipes;
import dev.earshot.TrainingOptions;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.Safetensors;
import dev.earshot.method.Context;
import dev.earshot.method.EpochLog;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.Inference;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.SamplingSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.metrics.Scores;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunTrainerTest {
  private static final int CLASSES = 4;
  private final Dataset data = Blobs.labelled(CLASSES, 50, 8, 0.8, 1);
  @TempDir private Path folder;

  private static RecipeSettings withMode(RecipeSettings recipe, Inference mode) {
    return recipe.withInference(recipe.inference().withMode(mode));
  }

  private static TrainedRuns train(Dataset data, RecipeSettings recipe, TrainingOptions options)
      throws IOException, InterruptedException {
    return RunTrainer.train(data, recipe, options, epoch -> {});
  }

  private static double accuracy(TrainedRuns result) {
    return result.test(Scores::unweightedAccuracy).orElseThrow().mean();
  }

  /** Enough epochs to learn the blobs. An epoch of {@code graph} is a single step here. */
  private static RecipeSettings quick(String name) {
    return name.equals("graph")
        ? SmallRecipes.withRate(SmallRecipes.named(name, 150), 0.01, 0)
        : SmallRecipes.named(name, 40);
  }

  static Stream<Arguments> waysToLearn() {
    List<Arguments> ways = new ArrayList<>();
    for (SslTask task : SslTask.values()) {
      ways.add(Arguments.of("paper", EnumSet.of(task), Inference.NONE));
    }
    ways.add(Arguments.of("paper", EnumSet.noneOf(SslTask.class), Inference.NONE));
    ways.add(Arguments.of("paper", EnumSet.allOf(SslTask.class), Inference.NONE));
    ways.add(Arguments.of("paper", EnumSet.allOf(SslTask.class), Inference.KNN));
    ways.add(Arguments.of("paper-graphconv", EnumSet.allOf(SslTask.class), Inference.KNN));
    ways.add(Arguments.of("graph", EnumSet.noneOf(SslTask.class), Inference.KNN));
    ways.add(Arguments.of("graph", EnumSet.allOf(SslTask.class), Inference.NONE));
    return ways.stream();
  }

  /** Random predictions would score 0.25. The classes overlap little. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("waysToLearn")
  void learnsWellAboveChance(String name, Set<SslTask> tasks, Inference mode) throws Exception {
    RecipeSettings recipe = withMode(quick(name).withTasks(tasks), mode);
    TrainedRuns result = train(data, recipe, SmallRecipes.options(0.2, 2, Backends.AUTO, 1));
    assertTrue(accuracy(result) > 0.7, "unweighted accuracy " + accuracy(result));
    List<EpochLog> log = result.runs().getFirst().course().log();
    assertTrue(
        log.getLast().losses().get("crossEntropy") < log.getFirst().losses().get("crossEntropy"));
    tasks.forEach(task -> assertTrue(log.getLast().losses().containsKey(task.label())));
    assertEquals(2 + tasks.size(), log.getLast().losses().size());
  }

  @Test
  void theNumberOfThreadsChangesNoBit() throws Exception {
    RecipeSettings recipe = SmallRecipes.named("graph", 6);
    TrainedRuns one = train(data, recipe, SmallRecipes.options(0.2, 3, Backends.AUTO, 1));
    TrainedRuns two = train(data, recipe, SmallRecipes.options(0.2, 3, Backends.AUTO, 2));
    for (int run = 0; run < 3; run++) {
      assertSame(one.runs().get(run), two.runs().get(run));
    }

    assertFalse(
        Arrays.equals(
            one.runs().get(0).predictions().probabilities(),
            one.runs().get(1).predictions().probabilities()));
  }

  /** Compares all results of two runs except the time. */
  private static void assertSame(RunResult expected, RunResult actual) {
    assertArrayEquals(expected.predictions().probabilities(), actual.predictions().probabilities());
    assertSame(network(expected.model()), network(actual.model()));
    assertEquals(expected.course().bestEpoch(), actual.course().bestEpoch());
    assertEquals(timeless(expected.course().log()), timeless(actual.course().log()));
  }

  private static void assertSame(GraphClassifier expected, GraphClassifier actual) {
    Set<String> names = expected.weights().keySet();
    assertEquals(names, actual.weights().keySet());
    for (String name : names) {
      assertArrayEquals(expected.weights().get(name), actual.weights().get(name), name);
    }
    assertEquals(expected.contexts().size(), actual.contexts().size());
    for (int k = 0; k < expected.contexts().size(); k++) {
      Context context = expected.contexts().get(k);
      assertArrayEquals(context.x(), actual.contexts().get(k).x());
      assertArrayEquals(context.labels(), actual.contexts().get(k).labels());
      assertArrayEquals(context.edges(), actual.contexts().get(k).edges());
    }
  }

  private static GraphClassifier network(TrainedModel model) {
    return (GraphClassifier) model.members().getFirst().classifiers().getFirst();
  }

  private static List<EpochLog> timeless(List<EpochLog> log) {
    return log.stream()
        .map(e ->
            new EpochLog(e.run(), e.epoch(), e.epochs(), e.steps(), e.losses(), e.validation(), 0))
        .toList();
  }

  static Stream<Arguments> waysToGoOn() {
    return Stream.of("simd", "reference")
        .flatMap(
            backend -> Stream.of("paper", "graph").map(recipe -> Arguments.of(backend, recipe)));
  }

  /** The training is stopped in the second run's third epoch, then in its fifth, then finishes. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("waysToGoOn")
  void goingOnEndsInTheSameBits(String backend, String name) throws Exception {
    RecipeSettings recipe = SmallRecipes.named(name, 7).withTasks(EnumSet.allOf(SslTask.class));
    TrainingOptions options = SmallRecipes.options(0.4, 2, backend, 1);
    TrainedRuns whole = train(data, recipe, options);

    TrainingOptions kept = options.withCheckpoints(folder);
    Checkpoints.begin(folder, data, recipe, kept, backend, Optional.empty());
    for (int stop : new int[] {3, 5}) {
      Checkpoints.resume(folder, data, recipe, kept, backend);
      assertThrows(
          InterruptedException.class,
          () ->
              RunTrainer.train(
                  data,
                  recipe,
                  kept,
                  log -> {
                    if (log.run() == 1 && log.epoch() == stop) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    // Only epochs of the run that stopped. The progress of the other run depends on the turns.
    List<Integer> epochs = new ArrayList<>();
    TrainedRuns resumed =
        RunTrainer.train(
            data,
            recipe,
            kept,
            log -> {
              if (log.run() == 1) {
                epochs.add(log.epoch());
              }
            });

    assertEquals(List.of(6, 7), epochs, "only what was left is trained");
    assertSame(whole.runs().get(0), resumed.runs().get(0));
    assertSame(whole.runs().get(1), resumed.runs().get(1));
  }

  @Test
  void fullySupervised() throws Exception {
    RecipeSettings recipe = withMode(SmallRecipes.named("paper", 150), Inference.NONE);
    TrainedRuns result = train(data, recipe, SmallRecipes.oneRun(1));
    assertEquals(0, result.best().partition().unlabelled().length);
    assertEquals(0, result.best().course().log().getLast().losses().get("entropy"));
    assertTrue(accuracy(result) > 0.7, "unweighted accuracy " + accuracy(result));
  }

  @ParameterizedTest
  @ValueSource(strings = {"paper", "graph"})
  void oneWholeGraph(String name) throws Exception {
    RecipeSettings recipe =
        SmallRecipes.withRate(SmallRecipes.named(name, 60), 0.01, 0)
            .withSampling(new SamplingSettings(true, 0, 0));
    TrainedRuns result = train(data, withMode(recipe, Inference.KNN), SmallRecipes.oneRun(0.2));
    assertEquals(60, result.best().steps());
    assertEquals(1, network(result.model()).contexts().size());
    assertEquals(
        result.best().partition().training().length,
        network(result.model()).contexts().getFirst().size());
    assertTrue(accuracy(result) > 0.6, "unweighted accuracy " + accuracy(result));
  }

  @Test
  void stopsEarly() throws Exception {
    RecipeSettings recipe =
        SmallRecipes.withRate(withMode(SmallRecipes.named("paper", 200), Inference.NONE), 0.01, 4);
    RunResult run = train(data, recipe, SmallRecipes.oneRun(0.2)).best();
    assertTrue(run.epochs() < 200, "ran for " + run.epochs() + " epochs");
    assertEquals(run.course().bestEpoch() + 4, run.epochs());
    double best = run.validation().orElseThrow().value();
    run.course().log().forEach(log -> assertTrue(log.validation().orElseThrow().value() <= best));
  }

  @Test
  void everyUnlabelledNodeGetsAPseudoLabel() throws Exception {
    Dataset partly = Blobs.partlyLabelled(data, 10);
    RecipeSettings recipe = SmallRecipes.withRate(SmallRecipes.named("paper", 10), 0.01, 0);
    TrainingOptions options = SmallRecipes.allLabels().withCheckpoints(folder);
    RunResult run = train(partly, recipe, options).best();
    int[] pseudo =
        Safetensors.read(folder.resolve("run-0-0.safetensors"))
            .tensors()
            .get("pseudoLabels")
            .toInts();
    int[] rows = run.partition().training();
    int right = 0;
    for (int node = 0; node < rows.length; node++) {
      if (partly.labels()[rows[node]] >= 0) {
        assertEquals(-1, pseudo[node], "a labelled node needs none");
      } else {
        assertTrue(pseudo[node] >= 0, "node " + node);
        right += pseudo[node] == rows[node] % CLASSES ? 1 : 0;
      }
    }
    assertTrue(right > 0.7 * run.partition().unlabelled().length, "right: " + right);
  }

  @Test
  void contextsAreBalancedByTrueAndPseudoLabels() throws Exception {
    Dataset partly = Blobs.partlyLabelled(data, 3);
    TrainedRuns result = train(partly, quick("graph"), SmallRecipes.allLabels());
    assertEquals(10, network(result.model()).contexts().size());
    for (Context context : network(result.model()).contexts()) {
      int[] count = new int[CLASSES];
      int pseudo = 0;
      for (int i = 0; i < context.size(); i++) {
        count[context.labels()[i]]++;
        pseudo += context.pseudo()[i];
      }
      for (int c : count) {
        assertEquals(24, c);
      }
      assertTrue(pseudo >= CLASSES * 21, "three true labels a class: " + pseudo);
    }
  }

  @Test
  void moreEdgesThanTrainingNodesJoinsToAll() throws Exception {
    Dataset few = Blobs.partlyLabelled(Blobs.labelled(2, 4, 3, 0.1, 1), 3);
    RecipeSettings recipe = SmallRecipes.named("paper", 3);
    for (Inference mode : List.of(Inference.KNN, Inference.RANDOM)) {
      RecipeSettings many =
          recipe.withInference(recipe.inference().withMode(mode).withRandomEdges(100));
      assertEquals(2, train(few, many, SmallRecipes.allLabels()).predictions().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simd", "reference"})
  void aLossThatIsNoNumberIsReported(String backend) {
    RecipeSettings wild = SmallRecipes.withRate(SmallRecipes.named("paper", 30), 1e200, 0);
    var problem =
        assertThrows(
            ArithmeticException.class,
            () -> train(data, wild, SmallRecipes.options(0.2, 1, backend, 1)));
    assertTrue(problem.getMessage().startsWith("run 0, epoch 1: the "), problem.getMessage());
    assertTrue(problem.getMessage().contains("smaller learning rate"), problem.getMessage());
  }

  /** Only one step, so that every loss is still finite. */
  @ParameterizedTest
  @ValueSource(ints = {3, 10})
  void weightsThatAreNoNumberAreReported(int labelledPerClass) {
    Dataset partly = Blobs.partlyLabelled(Blobs.labelled(4, 11, 8, 0.8, 1), labelledPerClass);
    RecipeSettings wild =
        SmallRecipes.withRate(SmallRecipes.named("graph", 1), Double.MAX_VALUE, 0);
    var problem =
        assertThrows(
            ArithmeticException.class, () -> train(partly, wild, SmallRecipes.allLabels()));
    assertTrue(problem.getMessage().startsWith("run 0, epoch 1: a "), problem.getMessage());
  }

  @Test
  void aBackendThatIsNotThereIsRefused() {
    TrainingOptions options = SmallRecipes.options(0.2, 1, "abacus", 1);
    var problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> train(data, SmallRecipes.named("paper", 1), options));
    assertTrue(problem.getMessage().contains("abacus"), problem.getMessage());
  }
}
