package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.TrainingOptions;
import dev.earshot.UsableBackends;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.method.EpochLog;
import dev.earshot.method.GraphTrainer;
import dev.earshot.method.Inference;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.SamplingSettings;
import dev.earshot.model.TrainedModel;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.run.Partition;
import dev.earshot.run.RunResult;
import dev.earshot.run.RunTrainer;
import dev.earshot.run.TrainedRuns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole trainings on the device. */
class CudaTrainingTest {
  private static final int COLUMNS = 6;

  /** Two classes of ten labelled clips and thirteen without a label: epochs of three steps. */
  private static final int LABELLED = 20;

  private static final int ROWS = 33;

  /**
   * The stand-in is as slow as a device can be: it does nothing unless it is waited for. Even so
   * there is but one wait for each epoch, for its losses, eight epochs later.
   */
  @Test
  void theHostWaitsOnceForAnEpoch() throws Exception {
    HostDriver driver = HostDriver.get();
    int few = waits(driver, 8);
    int many = waits(driver, 40);
    assertTrue(many - few <= 32, () -> "%d and %d waits".formatted(few, many));
  }

  /** Each of five runs side by side, on a stream of its own, gives the bits that it gives alone. */
  @Test
  void runsSideBySideEqualSingleOnes() throws Exception {
    UsableBackends.provider(HostDriver.provider().name());
    assertTrue(HostDriver.provider().runsAtATime(1) >= 5);
    List<RunResult> together = train(5, 0).runs();
    for (int run = 0; run < 5; run++) {
      RunResult alone = train(1, run).runs().getFirst();
      assertEquals(losses(alone), losses(together.get(run)));
      assertArrayEquals(
          alone.predictions().probabilities(), together.get(run).predictions().probabilities());
    }
    assertNotEquals(losses(together.getFirst()), losses(together.getLast()));
    HostDriver.find().ifPresent(driver -> assertEquals(0, driver.live(), driver::ledger));
  }

  /**
   * Runs of ensembles, each with many fits: together no more backends than a device of 4 GiB is
   * taken to have room for, 16, of a chunk or two each.
   */
  @Test
  void fitsOfManyRunsFitIntoTheMemory() throws Exception {
    HostDriver driver = HostDriver.get();
    driver.leaveMemory(16 * (64L << 20));
    try {
      RecipeSettings recipe = recipe("default", 1);
      assertTrue(recipe.isEnsemble());
      var options =
          TrainingOptions.defaults()
              .withBudget(new LabelBudget.Rate(1))
              .withRuns(3)
              .withBackend(HostDriver.provider().name())
              .withThreads(1);
      assertEquals(3, RunTrainer.train(data(), recipe, options, epoch -> {}).runs().size());
    } finally {
      driver.leaveMemory(-1);
    }
    assertEquals(0, driver.live(), driver::ledger);
  }

  /** Clips joined on the device get what the CPU gives them. */
  @ParameterizedTest
  @EnumSource(Inference.class)
  void predictionsEqualThoseOfTheCpu(Inference mode) throws Exception {
    for (String name : List.of("graph", "paper")) {
      RecipeSettings recipe = recipe(name, 6);
      var options =
          TrainingOptions.defaults()
              .withBudget(new LabelBudget.Rate(1))
              .withRuns(1)
              .withBackend("simd")
              .withThreads(1);
      TrainedModel model =
          RunTrainer.train(
                  data(), recipe.withInference(recipe.inference().withMode(mode)), options, e -> {})
              .model();
      try (Backend cuda = HostDriver.openAny();
          Backend reference = ReferenceBackend.open()) {
        float[] expected = model.predict(data(), reference).probabilities();
        assertArrayEquals(expected, model.predict(data(), cuda).probabilities(), 1e-5f);
      }
    }
  }

  private static TrainedRuns train(int runs, long seed) throws Exception {
    var options =
        TrainingOptions.defaults()
            .withBudget(new LabelBudget.Rate(1))
            .withRuns(runs)
            .withSeed(seed)
            .withBackend(HostDriver.provider().name())
            .withThreads(1);
    return RunTrainer.train(data(), recipe(6), options, epoch -> {});
  }

  private static List<Map<String, Double>> losses(RunResult run) {
    return run.course().log().stream().map(EpochLog::losses).toList();
  }

  private static int waits(HostDriver driver, int epochs) throws Exception {
    try (Backend backend = HostDriver.openAny()) {
      int before = driver.waits();
      int[] all = IntStream.range(0, ROWS).toArray();
      int[] labelled = IntStream.range(0, LABELLED).toArray();
      Partition partition = Partition.of(data(), all, labelled, new int[] {0});
      new GraphTrainer(
              0, 1, backend, partition.trainingSet(data()), recipe(epochs), Optional.empty())
          .train(Optional.empty(), epoch -> {}, System::nanoTime);
      return driver.waits() - before;
    }
  }

  private static RecipeSettings recipe(int epochs) {
    RecipeSettings recipe = recipe("graph", epochs);
    return recipe.withInference(recipe.inference().withMode(Inference.NONE));
  }

  private static RecipeSettings recipe(String name, int epochs) {
    RecipeSettings recipe = RecipeSettings.named(name);
    NetworkSettings network = recipe.network();
    return recipe
        .withNetwork(new NetworkSettings(network.layer(), network.head(), 2, 8, network.dropout()))
        .withSampling(new SamplingSettings(false, 2, 5))
        .withOptimizer(recipe.optimizer().withEpochs(epochs));
  }

  private static Dataset data() {
    Random random = new Random(3);
    float[] x = new float[ROWS * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (i / COLUMNS % 2 + random.nextGaussian());
    }
    return Dataset.of(
        x,
        COLUMNS,
        IntStream.range(0, ROWS).map(row -> row < LABELLED ? row % 2 : -1).toArray(),
        List.of("a", "b"),
        IntStream.range(0, ROWS).mapToObj(Integer::toString).toList(),
        "npz");
  }
}
