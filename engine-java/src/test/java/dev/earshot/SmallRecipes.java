package dev.earshot;

import dev.earshot.compute.backends.Backends;
import dev.earshot.method.Recipe;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;
import dev.earshot.run.LabelBudget;
import dev.earshot.run.TrainingOptions;
import java.nio.file.Path;
import java.util.Optional;

/** The engine's recipes with networks small enough for tests. */
public final class SmallRecipes {
  private SmallRecipes() {}

  /** The recipe of this name with networks of width 16 and the given number of epochs. */
  public static Recipe named(String name, int epochs) {
    Recipe recipe = Recipe.named(name);
    NetworkSettings network = recipe.network();
    return recipe
        .withNetwork(new NetworkSettings(network.layer(), network.head(), 2, 16, network.dropout()))
        .withOptimizer(recipe.optimizer().withEpochs(epochs));
  }

  /** The recipe with a different learning rate and patience. */
  public static Recipe withRate(Recipe recipe, double learningRate, int patience) {
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

  /** Benchmark options with the given number of runs, seed 3 and this backend. */
  public static TrainingOptions options(double labelRate, int runs, String backend, int threads) {
    return new TrainingOptions(
        new LabelBudget.Rate(labelRate), false, runs, 3, backend, threads, Optional.empty());
  }

  /** Options for one run with seed 3 on the best backend. */
  public static TrainingOptions oneRun(double labelRate) {
    return options(labelRate, 1, Backends.AUTO, 1);
  }

  public static TrainingOptions withCheckpoints(TrainingOptions options, Path folder) {
    return new TrainingOptions(
        options.budget(),
        options.groupSplit(),
        options.runs(),
        options.seed(),
        options.backend(),
        options.threads(),
        Optional.of(folder));
  }
}
