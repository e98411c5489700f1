package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.TrainingOptions;
import dev.earshot.UsableBackends;
import dev.earshot.check.Parity;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;
import dev.earshot.run.RunTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty whole training steps on every backend against the reference, loss by loss. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossCurvesTest {
  private static final int STEPS = 20;

  /**
   * Of the normalised squared error: a relative 1e-4. Float against double gives 1e-15 as long as
   * rounding stays rounding. But early steps of Adam move a weight by the learning rate however
   * small its gradient is, so one that only rounding or a ReLU at its kink keeps from 0 may go the
   * other way, and the curves part at 1e-11; the worst of all curves here was 5e-11. A learning
   * rate that is off by a thousandth parts nine of these fourteen curves further than this.
   */
  private static final double TOLERANCE = 1e-8;

  private final Map<Curve, Map<String, double[]>> referenceCurves = new HashMap<>();

  /** Whose sizes: an epoch is one step, over all five unlabelled nodes. */
  enum Setting {
    /** 4 x 12 + 5 = 53 nodes; of 13 labelled clips a class, one validates. */
    SPEECH_EMOTION(4, 13, 165, 53),
    /** 33 x 2 + 5 = 71 nodes of 3 labelled clips a class. */
    AUDIO_SET(33, 3, 128, 71);

    private final int classes;
    private final int labelledPerClass;
    private final int columns;
    private final int nodes;

    Setting(int classes, int labelledPerClass, int columns, int nodes) {
      this.classes = classes;
      this.labelledPerClass = labelledPerClass;
      this.columns = columns;
      this.nodes = nodes;
    }

    /** Gaussian classes that overlap. */
    Dataset data() {
      Random random = new Random(11);
      int rows = classes * labelledPerClass + 5;
      double[] centres = random.doubles((long) classes * columns).map(u -> 2 * u - 1).toArray();
      float[] x = new float[rows * columns];
      for (int i = 0; i < x.length; i++) {
        double centre = centres[i / columns % classes * columns + i % columns];
        x[i] = (float) (centre + random.nextGaussian());
      }
      return Dataset.of(
          x,
          columns,
          IntStream.range(0, rows).map(row -> row < rows - 5 ? row % classes : -1).toArray(),
          IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
          IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
          "npz");
    }
  }

  /**
   * @param layers in place of the recipe's, if given
   */
  record Curve(Setting setting, String recipe, Set<SslTask> tasks, Optional<LayerKind> layers) {
    Curve(Setting setting, String recipe, Set<SslTask> tasks) {
      this(setting, recipe, tasks, Optional.empty());
    }
  }

  static Stream<Arguments> backendsAndCurves() {
    List<Curve> curves = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      curves.add(new Curve(setting, "paper", EnumSet.noneOf(SslTask.class)));
      // The larger setting has the tasks together only: that takes half of the time.
      for (SslTask task : setting == Setting.SPEECH_EMOTION ? SslTask.values() : new SslTask[0]) {
        curves.add(new Curve(setting, "paper", EnumSet.of(task)));
      }
      curves.add(new Curve(setting, "paper", EnumSet.allOf(SslTask.class)));
      curves.add(new Curve(setting, "paper-graphconv", EnumSet.allOf(SslTask.class)));
      curves.add(new Curve(setting, "graph", EnumSet.allOf(SslTask.class)));
      curves.add(
          new Curve(setting, "graph", EnumSet.of(SslTask.DENOISE), Optional.of(LayerKind.GAT)));
    }
    return UsableBackends.names()
        .flatMap(name -> curves.stream().map(curve -> Arguments.of(name, curve)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backendsAndCurves")
  void agreeWithTheReference(String backend, Curve curve) throws Exception {
    UsableBackends.provider(backend);
    Map<String, double[]> losses = losses(curve, backend);
    if (!referenceCurves.containsKey(curve)) {
      referenceCurves.put(curve, losses(curve, "reference"));
    }
    Map<String, double[]> expected = referenceCurves.get(curve);
    assertEquals(expected.keySet(), losses.keySet());
    assertEquals(2 + curve.tasks().size(), losses.size());
    for (String name : expected.keySet()) {
      double[] values = expected.get(name);
      double error = Parity.error(losses.get(name), values);
      assertTrue(error <= TOLERANCE, name + " is off by " + error);
      assertEquals(STEPS, Arrays.stream(values).distinct().count(), name + " stands still");
    }
  }

  private static Map<String, double[]> losses(Curve curve, String backend) throws Exception {
    RecipeSettings recipe = narrow(RecipeSettings.named(curve.recipe()), curve.layers());
    OptimizerSettings optimizer = recipe.optimizer();
    RecipeSettings twentySteps =
        recipe
            .withTasks(curve.tasks())
            .withSampling(new SamplingSettings(false, 0, 5))
            .withInference(recipe.inference().withMode(Inference.NONE))
            .withOptimizer(
                new OptimizerSettings(
                    optimizer.learningRate(),
                    optimizer.weightDecay(),
                    optimizer.averageDecay(),
                    0,
                    STEPS,
                    STEPS,
                    0));
    TrainingOptions options =
        TrainingOptions.defaults()
            .withBudget(new LabelBudget.Rate(1))
            .withRuns(1)
            .withBackend(backend)
            .withThreads(1);
    Map<String, double[]> losses = new LinkedHashMap<>();
    RunTrainer.train(
        curve.setting().data(),
        twentySteps,
        options,
        log ->
            log.losses()
                .forEach((name, value) ->
                    losses.computeIfAbsent(name, any -> new double[STEPS])[log.epoch() - 1] =
                        value));
    return losses;
  }

  /** 64 hidden columns: the reference, and a device emulated on the host, take their time. */
  private static RecipeSettings narrow(RecipeSettings recipe, Optional<LayerKind> layers) {
    NetworkSettings network = recipe.network();
    return recipe.withNetwork(
        new NetworkSettings(
            layers.orElse(network.layer()), network.head(), 2, 64, network.dropout()));
  }
}
