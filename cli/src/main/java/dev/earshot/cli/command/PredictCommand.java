package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.report.PredictionCounts;
import dev.earshot.data.GraphFile;
import dev.earshot.graph.NodeClassifier;
import dev.earshot.model.PredictionsCsv;
import dev.earshot.model.SoundModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code earshot predict}: predicts the classes of new clips. */
@Command(
    footer = {
      "",
      "The .csv has a row for each clip: path, predicted, confidence, and the",
      "probability of each class.",
      "",
      "Example:",
      "  earshot predict my-run new-clips --out predictions.csv",
      "  earshot predict my-run a.wav b.flac --out predictions.csv"
    })
final class PredictCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private BackendOption backendOption;
  @Mixin private DecisionOption naming;

  @Parameters(index = "0", paramLabel = "RUN", description = InputOptions.RUN)
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "DATA",
      description = InputOptions.UNLABELLED_DATA)
  private List<Path> data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the predictions, as .csv.")
  private Path out;

  private record Result(String out, int skipped, PredictionCounts predictions) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    var console = common.console();
    if (NodeClassifier.isAt(run)) {
      return predictNodes(console);
    }
    var model = SoundModel.load(run);
    if (RunConfig.of(run).isFewLabelBenchmark()) {
      console.warn(
          "%s: this model is from a few-label benchmark, which hid labels; one that is trained without %s and %s learns from all of them"
              .formatted(run, BudgetOptions.LABEL_RATE, BudgetOptions.LABELS_PER_CLASS));
    }
    try (var _ = OutputChecks.requireFile(out, data.toArray(Path[]::new))) {
      return predict(model, console);
    }
  }

  /** Predicts all nodes of a graph by the network that {@code earshot graph} trained. */
  private int predictNodes(Console console) throws IOException {
    if (data.size() > 1) {
      throw new BadInputException("%s: takes one graph, found %s".formatted(run, data.size()));
    }
    var classifier = NodeClassifier.read(run);
    var file = data.getFirst();
    try (var _ = OutputChecks.requireFile(out, file)) {
      var provider = backendOption.choose(console);
      var graph = GraphFile.read(file);
      try (var backend = provider.open()) {
        var predictions = classifier.apply(graph, backend).predictions();
        PredictionsCsv.write(out, predictions);
        var counts = PredictionCounts.of(predictions);
        console.result(
            new Result(out.toString(), 0, counts),
            () -> "%s%n%nPredictions: %s".formatted(counts.table(), out));
      } catch (IllegalArgumentException e) {
        throw new BadInputException(file + ": " + e.getMessage(), e);
      }
    }
    return ExitCode.OK;
  }

  private int predict(SoundModel model, Console console) throws IOException, InterruptedException {
    var provider = backendOption.choose(console);
    var clips = input.read(data, model, console);
    try (var backend = provider.open()) {
      var predictions = naming.of(model.predict(clips.data(), backend));
      PredictionsCsv.write(out, predictions);
      var counts = PredictionCounts.of(predictions);
      console.result(
          new Result(out.toString(), clips.skipped(), counts),
          () -> "%s%n%nPredictions: %s".formatted(counts.table(), out));
    }
    return ExitCode.OK;
  }
}
