package dev.earshot.bench.peers;

import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.data.DatasetNpz;
import dev.earshot.method.RecipeSettings;
import dev.earshot.nn.OptimizerSettings;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a table that {@link StartTable} wrote, trains with recipe {@code paper}, and ends the
 * process once the first step is done. Argument: file.
 */
public final class FirstStep {
  private FirstStep() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Dataset data = DatasetNpz.read(Path.of(args[0]));
    RecipeSettings paper = RecipeSettings.named("paper");
    OptimizerSettings o = paper.optimizer();
    // There is no validation after the first step.
    var unseen = new OptimizerSettings(o.learningRate(), 0, 0, 2, 0, Integer.MAX_VALUE, 0);
    var options = TrainingOptions.defaults().withRuns(1).withBackend("simd").withThreads(1);
    RunTrainer.train(
        data,
        paper.withOptimizer(unseen),
        options,
        epoch -> {
          if (epoch.steps() != 1) {
            throw new IllegalStateException("the first epoch has more than a step");
          }
          Runtime.getRuntime().halt(0);
        });
  }
}
