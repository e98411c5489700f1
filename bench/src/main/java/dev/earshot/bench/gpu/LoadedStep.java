package dev.earshot.bench.gpu;

import dev.earshot.Dataset;
import dev.earshot.bench.peers.Setting;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.method.EpochBuffers;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.Subgraph;
import dev.earshot.method.SubgraphSampler;
import dev.earshot.method.TrainingSetup;
import dev.earshot.method.TrainingStep;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;

/** The training step of recipe {@code paper} over one loaded subgraph; it can be repeated. */
final class LoadedStep {
  private static final long SEED = 0;

  /** Every tenth clip of a class keeps its label. */
  private static final int LABELLED_EACH = 10;

  private final TrainingStep step;
  private final Runnable inEpoch;
  private final Runnable workFromIds;
  private int number;

  LoadedStep(Backend backend, Setting setting, Set<SslTask> tasks) {
    RecipeSettings recipe = RecipeSettings.named("paper").withTasks(tasks);
    Dataset data = setting.clips(150 * setting.classes());
    Matrix features = backend.newMatrix(data.rows(), data.columns());
    features.write(data.x());
    Subgraph subgraph = draw(setting, recipe, data);
    Network network =
        new Network(
            recipe.network(),
            setting.columns(),
            setting.classes(),
            SslTask.heads(tasks, setting.columns()));
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.initialise(SEED);
    LearningState state = new LearningState(backend, parameters, recipe.optimizer().averageDecay());
    EpochBuffers epoch =
        EpochBuffers.of(backend, 1, subgraph.size(), knownLabels(setting, data), tasks.size());
    epoch.schedule().write(subgraph.nodes());
    step =
        new TrainingStep(
            new TrainingSetup(backend, recipe, network, features, state, SEED),
            subgraph.size(),
            epoch.step());
    step.load(subgraph, 0);
    inEpoch = step.inEpoch(epoch);
    workFromIds = step.workInEpoch(epoch);
  }

  private static int[] knownLabels(Setting setting, Dataset data) {
    int[] labels = new int[data.rows()];
    Arrays.setAll(labels, row -> isLabelled(setting, row) ? data.labels()[row] : -1);
    return labels;
  }

  private static boolean isLabelled(Setting setting, int row) {
    return row / setting.classes() % LABELLED_EACH == 0;
  }

  private static Subgraph draw(Setting setting, RecipeSettings recipe, Dataset data) {
    int[][] labelled =
        IntStream.range(0, setting.classes())
            .mapToObj(c -> rows(setting, data, c, true))
            .toArray(int[][]::new);
    int[] unlabelled = rows(setting, data, 0, false);
    var sampler =
        new SubgraphSampler(
            SEED,
            labelled,
            unlabelled,
            recipe.sampling().perClassOf(setting.classes()),
            recipe.sampling().unlabelled());
    Subgraph subgraph = new Subgraph(sampler.capacity());
    sampler.draw(0, 0, subgraph);
    return subgraph;
  }

  /** The labelled rows of a class, or the unlabelled rows of all classes. */
  private static int[] rows(Setting setting, Dataset data, int label, boolean labelled) {
    return IntStream.range(0, data.rows())
        .filter(row -> labelled == isLabelled(setting, row))
        .filter(row -> !labelled || data.labels()[row] == label)
        .toArray();
  }

  /** Takes the next step over the same nodes and edges. */
  void learn() {
    step.learn(number++);
  }

  /** Takes the next step as in training: one launch does everything, from the node ids on. */
  void next() {
    inEpoch.run();
  }

  /** What {@link #learn} launches, call by call. */
  Runnable work() {
    return step.work();
  }

  /** What {@link #next} launches, call by call. */
  Runnable workFromIds() {
    return workFromIds;
  }
}
