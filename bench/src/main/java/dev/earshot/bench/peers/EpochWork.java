package dev.earshot.bench.peers;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.TrainingOptions;
import dev.earshot.data.Standardizer;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.RunResult;
import dev.earshot.run.RunTrainer;
import dev.earshot.run.TrainedRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Five runs of recipe {@code paper} at the same time on two threads, from the feature table to
 * scored test clips: sampling, edges, steps, validation, prediction. Argument: output folder.
 */
public final class EpochWork {
  private static final int CLIPS = 600;
  private static final int RUNS = 5;
  private static final int THREADS = 2;
  private static final int EPOCHS = 2;

  private EpochWork() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Dataset data = Setting.SER.clips(CLIPS);
    RecipeSettings paper = RecipeSettings.named("paper");
    RecipeSettings recipe = paper.withOptimizer(paper.optimizer().withEpochs(EPOCHS));
    var options =
        TrainingOptions.defaults()
            .withBudget(new LabelBudget.Rate(0.1))
            .withRuns(RUNS)
            .withBackend("simd")
            .withThreads(THREADS);
    TrainedRuns result = RunTrainer.train(data, recipe, options, epoch -> {});

    int[] everyRow = IntStream.range(0, data.rows()).toArray();
    Map<String, NdArray> exchange = new LinkedHashMap<>();
    float[] x = Standardizer.of(data, everyRow, 0).apply(data.x());
    exchange.put("x", NumberArray.of(x, data.rows(), data.columns()));
    exchange.put("labels", NumberArray.of(data.labels(), data.rows()));
    exchange.put("epochs", NumberArray.of(new int[] {EPOCHS}, 1));
    for (RunResult run : result.runs()) {
      int[] labelled = run.partition().labelled();
      int[] unlabelled = run.partition().unlabelled();
      exchange.put("labelled" + run.run(), NumberArray.of(labelled, labelled.length));
      exchange.put("unlabelled" + run.run(), NumberArray.of(unlabelled, unlabelled.length));
      int[] validation = run.partition().validation();
      int[] test = run.partition().predicted();
      exchange.put("validation" + run.run(), NumberArray.of(validation, validation.length));
      exchange.put("test" + run.run(), NumberArray.of(test, test.length));
    }
    double[] losses =
        result.runs().stream()
            .mapToDouble(run -> run.course().log().getLast().losses().get("crossEntropy"))
            .toArray();
    exchange.put("losses", Exchange.rows(List.of(losses)));
    Npz.write(Path.of(args[0]).resolve("epoch.npz"), exchange);

    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("units", EPOCHS);
    facts.put("steps", RUNS * result.runs().getFirst().course().stepsPerEpoch());
    Meter.serve(facts, () -> train(data, recipe, options));
  }

  private static void train(Dataset data, RecipeSettings recipe, TrainingOptions options) {
    try {
      RunTrainer.train(data, recipe, options, epoch -> {});
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
