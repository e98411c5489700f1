package dev.earshot.bench.peers;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.TrainingOptions;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.method.Context;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.GraphClassifierSettings;
import dev.earshot.method.InferenceSettings;
import dev.earshot.method.RecipeSettings;
import dev.earshot.model.TrainedModel;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts 10,000 clips with a speech-emotion model that was trained with recipe {@code graph},
 * from raw features to probabilities. Argument: output folder.
 */
public final class PredictWork {
  private static final int TRAINING_CLIPS = 1200;
  private static final int CLIPS = 10_000;

  private PredictWork() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var options =
        TrainingOptions.defaults()
            .withBudget(new LabelBudget.Rate(0.1))
            .withRuns(1)
            .withBackend("simd")
            .withThreads(1);
    TrainedModel model =
        RunTrainer.train(
                Setting.SER.clips(TRAINING_CLIPS),
                RecipeSettings.named("graph"),
                options,
                epoch -> {})
            .model();
    Dataset clips = Setting.SER.clips(CLIPS);
    Backend backend = Backends.choose("simd").provider().open(Meter.threads());
    Npz.write(Path.of(args[0]).resolve("predict.npz"), describe(model, clips, backend));
    Map<String, Object> facts = new LinkedHashMap<>();
    cost(model, CLIPS).addTo(facts);
    Meter.serve(facts, () -> model.predict(clips, backend));
  }

  private static Map<String, NdArray> describe(TrainedModel model, Dataset clips, Backend backend) {
    Map<String, NdArray> exchange = new LinkedHashMap<>();
    GraphClassifier network = network(model);
    GraphClassifierSettings settings = network.settings();
    InferenceSettings inference = settings.inference();
    exchange.put("x", NumberArray.of(clips.x(), clips.rows(), clips.columns()));
    exchange.put("mean", NumberArray.of(network.standardizer().mean(), clips.columns()));
    exchange.put("deviation", NumberArray.of(network.standardizer().deviation(), clips.columns()));
    exchange.put("clip", NumberArray.of(new double[] {settings.clip()}, 1));
    exchange.put("neighbors", NumberArray.of(new int[] {inference.neighbors()}, 1));
    exchange.put("selfWeight", NumberArray.of(new double[] {settings.edges().selfWeight()}, 1));
    network
        .weights()
        .forEach((name, values) -> exchange.put(name, NumberArray.of(values, values.length)));
    for (int c = 0; c < network.contexts().size(); c++) {
      Context context = network.contexts().get(c);
      exchange.put("context" + c, NumberArray.of(context.x(), context.size(), context.columns()));
      int[] edges = context.edges();
      exchange.put("edges" + c, NumberArray.of(edges, edges.length / 3, 3));
    }
    float[] probabilities = model.predict(clips, backend).probabilities();
    exchange.put("probabilities", NumberArray.of(probabilities, clips.rows(), settings.classes()));
    return exchange;
  }

  private static GraphClassifier network(TrainedModel model) {
    return (GraphClassifier) model.members().getFirst().classifiers().getFirst();
  }

  /** The cost of the clips' own rows. The rows of a context are few in comparison. */
  public static StepCost cost(TrainedModel model, int clips) {
    GraphClassifierSettings settings = network(model).settings();
    List<Context> contexts = network(model).contexts();
    double d = settings.columns();
    double width = settings.network().width();
    double classes = settings.classes();
    double join = contexts.getFirst().size() * d;
    double layers = d * width + (settings.network().layers() - 1) * width * width + width * classes;
    double edges = settings.inference().edges() * (d + width);
    double each = 2 * contexts.size() * (join + layers + edges);
    return new StepCost(clips * each, 4.0 * clips * (d + classes));
  }
}
