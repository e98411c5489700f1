package dev.earshot;

import dev.earshot.compute.backends.Backends;
import dev.earshot.method.RecipeSettings;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;

/** The engine's recipes with networks small enough for tests. */
public final class SmallRecipes {
  private SmallRecipes() {}

  /** The recipe of this name with networks of width 16 and the given number of epochs. */
  public static RecipeSettings named(String name, int epochs) {
    RecipeSettings recipe = RecipeSettings.named(name);
    NetworkSettings network = recipe.network();
    return recipe
        .withNetwork(new NetworkSettings(network.layer(), network.head(), 2, 16, network.dropout()))
        .withOptimizer(recipe.optimizer().withEpochs(epochs));
  }

  /** The recipe with a different learning rate and patience. */
  public static RecipeSettings withRate(RecipeSettings recipe, double learningRate, int patience) {
    OptimizerSettings optimizer = recipe.optimizer();
    return recipe.withOptimizer(
        new OptimizerSettings(
            learningRate,
            optimizer.weightDecay(),
            optimizer.averageDecay(),
            optimizer.epochs(),
            optimizer.steps(),
            1,
            patience));
  }

  /** Options of a few-label benchmark with this number of runs and backend, and seed 3. */
  public static TrainingOptions options(double labelRate, int runs, String backend, int threads) {
    return allLabels(runs, backend, threads).withBudget(new LabelBudget.Rate(labelRate));
  }

  /** Options for one run of a few-label benchmark with seed 3 on the best backend. */
  public static TrainingOptions oneRun(double labelRate) {
    return options(labelRate, 1, Backends.AUTO, 1);
  }

  /** Options that use all labels, without a test, with seed 3. */
  public static TrainingOptions allLabels(int runs, String backend, int threads) {
    return TrainingOptions.defaults()
        .withFolds(0)
        .withRuns(runs)
        .withSeed(3)
        .withBackend(backend)
        .withThreads(threads);
  }

  /** Options for one run that uses all labels, without a test, with seed 3. */
  public static TrainingOptions allLabels() {
    return allLabels(1, Backends.AUTO, 1);
  }
}
