package dev.earshot.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.TrainingOptions;
import dev.earshot.data.ClipId;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.file.AtomicFile;
import dev.earshot.method.EpochLog;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.model.PredictionsCsv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Writes the folder with the results of a training. */
final class RunFolder {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private RunFolder() {}

  static void write(TrainedRuns result, Path folder, TrainedRuns.Addition more) throws IOException {
    try (AtomicDirectory directory = AtomicDirectory.create(folder)) {
      Path path = directory.path();
      result.model().save(path.resolve("model.safetensors"));
      write(path.resolve("config.json"), GSON.toJson(config(result)));
      write(path.resolve("metrics.json"), GSON.toJson(metrics(result)));
      AtomicFile.write(
          path.resolve("log.jsonl"),
          out -> out.write(log(result).getBytes(StandardCharsets.UTF_8)));
      boolean both = result.isTested() && result.usesAllLabels() && result.predictions().size() > 0;
      List<PredictionsCsv.Part> held = testPredictions(result);
      PredictionsCsv.write(
          path.resolve("predictions.csv"),
          both || held.isEmpty()
              ? List.of(
                  new PredictionsCsv.Part(Optional.empty(), result.predictions(), Optional.empty()))
              : held);
      if (both) {
        PredictionsCsv.write(path.resolve("test-predictions.csv"), held);
      }
      more.writeTo(path);
      directory.commit();
    }
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** Everything needed to repeat the training, given the data. */
  static JsonObject config(TrainedRuns result) {
    JsonObject config = identity(result.data(), result.recipe(), result.options());
    config.addProperty("backend", result.backend());
    config.addProperty("test", result.test().words());
    config.addProperty("runs", result.runs().size());
    if (ClipId.areWindows(result.data())) {
      config.add("windows", GSON.toJsonTree(result.data().windows().orElseThrow()));
    }
    result
        .encoderChoice()
        .ifPresent(choice -> config.add("encoderChoice", GSON.toJsonTree(choice)));
    config.add("versions", Versions.json());
    return config;
  }

  /** Everything that must be equal for one training to resume from the checkpoints of another. */
  static JsonObject identity(Dataset data, RecipeSettings recipe, TrainingOptions options) {
    JsonObject identity = new JsonObject();
    JsonObject described = new JsonObject();
    described.addProperty("fingerprint", data.fingerprint());
    described.addProperty("rows", data.rows());
    described.addProperty("columns", data.columns());
    described.addProperty("encoder", data.encoder());
    described.add("classes", GSON.toJsonTree(data.classes()));
    identity.add("data", described);
    options
        .budget()
        .ifPresent(budget -> {
          switch (budget) {
            case LabelBudget.Rate rate -> identity.addProperty("labelRate", rate.rate());
            case LabelBudget.PerClass perClass ->
                identity.addProperty("labelsPerClass", perClass.count());
          }
        });
    options.folds().ifPresent(folds -> identity.addProperty("folds", folds));
    identity.addProperty("groupSplit", options.groupSplit());
    identity.addProperty("seed", options.seed());
    options.pca().ifPresent(components -> identity.addProperty("pca", components));
    identity.add("recipe", GSON.toJsonTree(recipe));
    return identity;
  }

  static JsonObject metrics(TrainedRuns result) {
    JsonObject metrics = new JsonObject();
    JsonArray runs = new JsonArray();
    result.runs().forEach(run -> runs.add(run(result, run)));
    metrics.add("runs", runs);
    metrics.addProperty("savedRun", result.best().run());
    if (result.isTested()) {
      JsonObject test = new JsonObject();
      addMean(test, result, "accuracy", Scores::accuracy);
      addMean(test, result, "unweightedAccuracy", Scores::unweightedAccuracy);
      addMean(test, result, "meanAveragePrecision", Scores::meanAveragePrecision);
      metrics.add("test", test);
      metrics.add("perClass", perClass(result));
    }
    metrics.add(
        "seconds", meanStd(result.runs().stream().mapToDouble(run -> run.course().seconds())));
    if (!result.recipe().isEnsemble()) {
      metrics.add(
          "secondsPerEpoch",
          meanStd(
              result.runs().stream().mapToDouble(run -> run.course().seconds() / run.epochs())));
      metrics.add(
          "stepsPerSecond",
          meanStd(result.runs().stream().mapToDouble(run -> run.steps() / run.course().seconds())));
    }
    return metrics;
  }

  private static JsonObject run(TrainedRuns result, RunResult run) {
    JsonObject object = new JsonObject();
    object.addProperty("run", run.run());
    object.addProperty("seed", run.seed());
    object.addProperty("labelled", run.partition().labelled().length);
    object.addProperty("unlabelled", run.partition().unlabelled().length);
    object.addProperty("validated", run.partition().validation().length);
    object.addProperty("predicted", run.partition().predicted().length);
    object.addProperty("parameters", run.course().parameters());
    object.addProperty("epochs", run.epochs());
    object.addProperty("bestEpoch", run.course().bestEpoch());
    object.addProperty("steps", run.steps());
    object.addProperty("seconds", run.course().seconds());
    run.validation().ifPresent(score -> object.add("validation", score(score)));
    run.ensemble().ifPresent(ensemble -> object.add("ensemble", ensemble(ensemble)));
    if (result.tested().contains(run)) {
      Scores scores = result.scores(run);
      JsonObject test = new JsonObject();
      test.addProperty("accuracy", scores.accuracy());
      test.addProperty("unweightedAccuracy", scores.unweightedAccuracy());
      test.addProperty("meanAveragePrecision", scores.meanAveragePrecision());
      object.add("test", test);
    }
    return object;
  }

  private static JsonObject score(EpochLog.ValidationScore score) {
    JsonObject object = new JsonObject();
    object.addProperty("accuracy", score.accuracy());
    object.addProperty("unweightedAccuracy", score.unweightedAccuracy());
    object.addProperty("meanAveragePrecision", score.meanAveragePrecision());
    return object;
  }

  private static JsonObject ensemble(EnsembleSummary ensemble) {
    JsonObject object = new JsonObject();
    object.addProperty("neighborAgreement", ensemble.neighborAgreement().value());
    object.addProperty("neighborAgreementLow", ensemble.neighborAgreement().low());
    object.addProperty("neighborAgreementHigh", ensemble.neighborAgreement().high());
    JsonArray members = new JsonArray();
    for (EnsembleSummary.Member member : ensemble.members()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("member", member.label());
      entry.addProperty("weight", member.weight());
      entry.addProperty("sharpness", member.sharpness());
      member.crossValidation().ifPresent(score -> entry.add("crossValidation", score(score)));
      members.add(entry);
    }
    object.add("members", members);
    return object;
  }

  private static void addMean(
      JsonObject to, TrainedRuns result, String name, ToDoubleFunction<Scores> score) {
    to.add(name, meanStd(result.test(score).orElseThrow()));
  }

  private static JsonArray perClass(TrainedRuns result) {
    List<Scores> scores = result.tested().stream().map(result::scores).toList();
    JsonArray classes = new JsonArray();
    for (int c = 0; c < result.data().classes().size(); c++) {
      int label = c;
      JsonObject entry = new JsonObject();
      entry.addProperty("class", result.data().classes().get(c));
      entry.addProperty(
          "support", scores.stream().mapToInt(s -> s.perClass().get(label).support()).sum());
      entry.add("recall", over(scores, label, Scores.ClassScore::recall));
      entry.add("precision", over(scores, label, Scores.ClassScore::precision));
      entry.add("f1", over(scores, label, Scores.ClassScore::f1));
      entry.add("averagePrecision", over(scores, label, Scores.ClassScore::averagePrecision));
      classes.add(entry);
    }
    return classes;
  }

  /** Mean and standard deviation over the runs whose test part has clips of the class. */
  private static JsonElement over(
      List<Scores> scores, int label, ToDoubleFunction<Scores.ClassScore> score) {
    double[] values =
        scores.stream()
            .map(s -> s.perClass().get(label))
            .filter(s -> s.support() > 0)
            .mapToDouble(score)
            .toArray();
    return values.length == 0 ? JsonNull.INSTANCE : meanStd(MeanStd.of(values));
  }

  private static JsonObject meanStd(DoubleStream values) {
    return meanStd(MeanStd.of(values.toArray()));
  }

  private static JsonObject meanStd(MeanStd value) {
    JsonObject object = new JsonObject();
    object.addProperty("mean", value.mean());
    object.addProperty("std", value.std());
    return object;
  }

  private static String log(TrainedRuns result) {
    List<String> lines = new ArrayList<>();
    for (RunResult run : result.runs()) {
      run.course().log().forEach(entry -> lines.add(line(entry) + "\n"));
    }
    return String.join("", lines);
  }

  private static String line(EpochLog entry) {
    JsonObject object = new JsonObject();
    object.addProperty("run", entry.run());
    object.addProperty("epoch", entry.epoch());
    object.addProperty("steps", entry.steps());
    entry.losses().forEach((name, value) -> object.add(name, new JsonPrimitive(value)));
    entry
        .validation()
        .ifPresent(score -> {
          object.addProperty("validationAccuracy", score.accuracy());
          object.addProperty("validationUnweightedAccuracy", score.unweightedAccuracy());
          object.addProperty("validationMeanAveragePrecision", score.meanAveragePrecision());
          object.addProperty("best", score.best());
        });
    object.addProperty("seconds", entry.seconds());
    return object.toString();
  }

  /** The predictions for test clips. With a label budget a clip may be tested in several runs. */
  private static List<PredictionsCsv.Part> testPredictions(TrainedRuns result) {
    boolean numbered = result.test() == TrainingPlan.Test.FEW_LABELS;
    return result.tested().stream()
        .map(run ->
            new PredictionsCsv.Part(
                numbered ? Optional.of(run.run()) : Optional.empty(),
                run.predictions(),
                Optional.of(run.partition().truth(result.data()))))
        .toList();
  }
}
