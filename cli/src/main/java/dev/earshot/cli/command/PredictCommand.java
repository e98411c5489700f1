package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.report.PredictionCounts;
import dev.earshot.data.ClassNames;
import dev.earshot.graph.NodeClassifier;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.model.LabelsModel;
import dev.earshot.model.PredictionsCsv;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code earshot predict}: predicts the classes of new clips. */
@Command(
    footer = {
      "",
      "The .csv has a row for each clip: path, predicted, confidence, and the",
      "probability of each class. Column 'unknown' is the probability of no class.",
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
  @Mixin private PrecisionOption precision;

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
    if (LabelsModel.isAt(run)) {
      return predictSeveral(console);
    }
    var model = TrainedModel.load(run);
    if (RunConfig.of(run).isFewLabelBenchmark()) {
      console.warn(
          "%s: this model is from a few-label benchmark, which hid labels; one that is trained without %s and %s learns from all of them"
              .formatted(run, BudgetOptions.LABEL_RATE, BudgetOptions.LABELS_PER_CLASS));
    }
    try (var _ = OutputChecks.requireFile(out, data.toArray(Path[]::new))) {
      return predict(model, console);
    }
  }

  /**
   * The classes of clips that may have several.
   *
   * @param classes how many clips have each class
   */
  private record Labels(String out, int clips, Map<String, Integer> classes) {}

  /** Predicts by a model of clips that may have several labels. */
  private int predictSeveral(Console console) throws IOException, InterruptedException {
    var model = LabelsModel.load(run);
    try (var _ = OutputChecks.requireFile(out, data.toArray(Path[]::new))) {
      var choice = backendOption.choose();
      precision.say(model, run, console);
      var clips =
          input
              .read(data, model.encoder(), model.columns(), RunConfig.of(run).windows(), console)
              .data();
      backendOption.tell(choice, console);
      try (var backend = choice.provider().open()) {
        float[] probabilities = model.probabilities(clips, backend);
        var texts = model.texts(probabilities, precision.wanted());
        model.writeCsv(out, clips.ids(), texts, probabilities);
        var counts = new LinkedHashMap<String, Integer>();
        model.classes().forEach(name -> counts.put(name, 0));
        texts.stream()
            .flatMap(text -> Stream.of(text.split(Pattern.quote(ClassNames.BAR))))
            .filter(counts::containsKey)
            .forEach(name -> counts.merge(name, 1, Integer::sum));
        console.result(
            new Labels(out.toString(), clips.rows(), counts),
            () -> "%s%n%nPredictions: %s".formatted(table(counts), out));
      }
    }
    return ExitCode.OK;
  }

  private static String table(Map<String, Integer> counts) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("class", "clips"));
    counts.forEach((name, count) -> rows.add(List.of(name, Integer.toString(count))));
    return TextTable.of(rows, 1);
  }

  /** Predicts all nodes of a graph by the network that {@code earshot graph} trained. */
  private int predictNodes(Console console) throws IOException {
    if (precision.wanted().isPresent()) {
      throw new BadInputException(
          "%s: %s is not for the nodes of a graph".formatted(run, PrecisionOption.NAME));
    }
    if (data.size() > 1) {
      throw new BadInputException("%s: takes one graph, found %s".formatted(run, data.size()));
    }
    var classifier = NodeClassifier.read(run);
    var file = data.getFirst();
    try (var _ = OutputChecks.requireFile(out, file)) {
      var choice = backendOption.choose();
      var graph = GraphFile.read(file);
      backendOption.tell(choice, console);
      try (var backend = choice.provider().open()) {
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

  private int predict(TrainedModel model, Console console)
      throws IOException, InterruptedException {
    var choice = backendOption.choose();
    var curves = precision.wanted().map(_ -> precision.curves(model, run, console));
    var clips = input.read(data, model, RunConfig.of(run).windows(), console);
    backendOption.tell(choice, console);
    try (var backend = choice.provider().open()) {
      var plain = naming.of(model.predict(clips.data(), backend));
      var predictions =
          curves.map(each -> each.withhold(plain, precision.wanted().orElseThrow())).orElse(plain);
      PredictionsCsv.write(out, predictions);
      var counts = PredictionCounts.of(predictions);
      console.result(
          new Result(out.toString(), clips.skipped(), counts),
          () -> "%s%n%nPredictions: %s".formatted(counts.table(), out));
    }
    return ExitCode.OK;
  }
}
