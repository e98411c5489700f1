package dev.earshot.cli.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.report.ReportPage;
import dev.earshot.cli.report.TrainingPage;
import dev.earshot.compute.BackendProvider;
import dev.earshot.data.AtomicDirectory;
import dev.earshot.data.AtomicFile;
import dev.earshot.data.Dataset;
import dev.earshot.data.LabelSets;
import dev.earshot.run.LabelsTrainer;
import dev.earshot.run.Partition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The training of {@code earshot train} where clips have several labels. The folder has {@code
 * model.safetensors}, {@code metrics.json}, {@code predictions.csv} with the clips without a label,
 * and {@code report.html}.
 *
 * @param data the clips
 * @param groupSplit whether groups are kept whole
 * @param seed decides the folds
 */
record LabelsTraining(Dataset data, boolean groupSplit, long seed) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * Trains and writes the folder.
   *
   * @param command the command that repeats the training
   */
  void run(Path out, BackendProvider provider, int threads, String command, Console console)
      throws IOException, InterruptedException {
    var labels = LabelSets.of(data).learnable();
    console.note(
        "Clips have several labels: each of %s classes is learnt against the rest from %s, with features smoothed over neighbours"
            .formatted(
                labels.classes().size(), CliText.count(labels.labelled().length, "labelled clip")));
    try (var backend = provider.open(threads)) {
      LabelsTrainer.Trained trained;
      try (var progress = console.progress("Classes learnt", labels.classes().size())) {
        trained =
            LabelsTrainer.train(
                data,
                labels,
                Partition.keepsGroups(data, groupSplit),
                seed,
                backend,
                progress::step);
      }
      var model = trained.model();
      int[] open = IntStream.range(0, data.rows()).filter(row -> data.labels()[row] < 0).toArray();
      float[] probabilities =
          open.length == 0 ? new float[0] : model.probabilities(data.select(open), backend);
      var ids = IntStream.of(open).mapToObj(data.ids()::get).toList();
      var texts = model.texts(probabilities, Optional.empty());
      var table = table(trained);
      console.first(
          "%nExpected on new clips, by cross-validation with these labels%n%s"
              .formatted(TextTable.of(table, 1)));
      var metrics = metrics(trained);
      try (var directory = AtomicDirectory.create(out)) {
        var folder = directory.path();
        model.save(folder);
        AtomicFile.write(
            folder.resolve("metrics.json"),
            stream -> stream.write((GSON.toJson(metrics) + "\n").getBytes(StandardCharsets.UTF_8)));
        model.writeCsv(folder.resolve("predictions.csv"), ids, texts, probabilities);
        ReportPage.of("Trained on clips with several labels")
            .lead(
                "A model of %s classes, each learnt against the rest from %s."
                    .formatted(
                        labels.classes().size(),
                        CliText.count(labels.labelled().length, "labelled clip")))
            .section("Scores by class")
            .table(table, 1)
            .note(
                "By cross-validation with these labels. A clip may have several classes, so the"
                    + " probabilities of a clip do not add up to 1.")
            .section("How to repeat it")
            .command(command)
            .write(folder.resolve(TrainingPage.NAME));
        directory.commit();
      }
      console.result(
          metrics,
          () ->
              "%nWritten to %s: model.safetensors, predictions.csv, metrics.json, report.html"
                  .formatted(out));
      console.note(
          "Next: " + CliText.command("predict", out, "new-clips", "--out", "predictions.csv"));
    }
  }

  private static List<List<String>> table(LabelsTrainer.Trained trained) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("class", "clips", "average precision", "area under ROC curve"));
    for (var score : trained.scores()) {
      rows.add(
          List.of(
              score.name(),
              Integer.toString(score.clips()),
              CliText.percent(score.averagePrecision()),
              CliText.percent(score.area())));
    }
    rows.add(
        List.of(
            "mean",
            "",
            CliText.percent(trained.meanAveragePrecision()),
            CliText.percent(trained.meanArea())));
    return rows;
  }

  private static JsonObject metrics(LabelsTrainer.Trained trained) {
    var metrics = new JsonObject();
    metrics.addProperty("meanAveragePrecision", trained.meanAveragePrecision());
    metrics.addProperty("meanArea", trained.meanArea());
    metrics.add("perClass", GSON.toJsonTree(trained.scores()));
    return metrics;
  }
}
