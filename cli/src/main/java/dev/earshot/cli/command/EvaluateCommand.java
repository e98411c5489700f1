package dev.earshot.cli.command;

import dev.earshot.Dataset;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.report.ClipFiles;
import dev.earshot.cli.report.Evaluation;
import dev.earshot.cli.report.EvaluationPage;
import dev.earshot.cli.report.ScoredClips;
import dev.earshot.compute.Backend;
import dev.earshot.data.ClassNames;
import dev.earshot.model.LabelsModel;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earshot evaluate}: the scores of a model on labelled clips. */
@Command(footer = {"", "Example:", "  earshot evaluate my-run labelled-clips.csv"})
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private BackendOption backendOption;
  @Mixin private DecisionOption naming;

  @Parameters(index = "0", paramLabel = "RUN", description = InputOptions.RUN)
  private Path run;

  @Parameters(index = "1", paramLabel = "DATA", description = InputOptions.DATA)
  private Path data;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write the scores, with charts and players, to this HTML file.")
  private Optional<Path> report;

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    if (LabelsModel.isAt(run)) {
      return evaluateSeveral(LabelsModel.load(run), console);
    }
    var model = TrainedModel.load(run);
    return OutputChecks.holding(report, data, () -> evaluate(model, console));
  }

  /** Scores a model of clips that may have several labels. */
  private int evaluateSeveral(LabelsModel model, Console console)
      throws IOException, InterruptedException {
    if (report.isPresent()) {
      throw new BadInputException(
          run + ": --report is for models of clips with one label; leave it out");
    }
    var choice = backendOption.choose();
    var clips =
        input
            .read(
                List.of(data),
                model.encoder(),
                model.columns(),
                RunConfig.of(run).windows(),
                console)
            .data();
    labelledRows(clips);
    backendOption.tell(choice, console);
    try (var backend = choice.provider().open()) {
      var evaluation = LabelsEvaluation.of(model, clips, data, backend, console);
      console.result(evaluation, evaluation::text);
    }
    return ExitCode.OK;
  }

  private int evaluate(TrainedModel model, Console console)
      throws IOException, InterruptedException {
    var choice = backendOption.choose();
    var read = input.read(data, model, RunConfig.of(run).windows(), console);
    var known = read.data();
    var labelled = labelledRows(known);
    backendOption.tell(choice, console);
    if (labelled.length < known.rows()) {
      console.note(
          CliText.count(known.rows() - labelled.length, "clip") + " without a label: left out");
    }
    if (RunConfig.of(run).isTrainedOn(known)) {
      console.warn(
          "%s is what this model was trained on: its scores here are too good; held-out scores are in %s"
              .formatted(data, run.resolve("metrics.json")));
    }
    var classes =
        known.classes().stream()
            .mapToInt(name -> ClassNames.indexOf(model.classes(), name))
            .toArray();
    var scored = IntStream.of(labelled).filter(row -> classes[known.labels()[row]] >= 0).toArray();
    int unknown = labelled.length - scored.length;
    if (unknown > 0) {
      tellUnknown(known, classes, model, scored.length, console);
    }
    var chosen = known.select(scored);
    var truth = IntStream.of(chosen.labels()).map(label -> classes[label]).toArray();
    try (var backend = choice.provider().open()) {
      var clips = new ScoredClips(naming.of(model.predict(chosen, backend)), truth);
      var evaluation = Evaluation.of(clips.scores(), model.classes(), read.skipped(), unknown);
      console.result(evaluation, evaluation::text);
      if (report.isPresent()) {
        write(report.get(), clips, chosen, model, backend);
        console.note("Report: " + report.get());
      }
    }
    return ExitCode.OK;
  }

  private void write(
      Path file, ScoredClips clips, Dataset data, TrainedModel model, Backend backend)
      throws IOException {
    var folder = file.toAbsolutePath().getParent();
    EvaluationPage.of(clips, data, model, backend, run, ClipFiles.of(this.data, folder))
        .command(
            CliText.command(command.root().commandLine().getParseResult().originalArgs().toArray()))
        .write(file);
  }

  private int[] labelledRows(Dataset clips) {
    var labelled =
        IntStream.range(0, clips.rows()).filter(row -> clips.labels()[row] >= 0).toArray();
    if (labelled.length == 0) {
      throw new BadInputException(
          data + ": no clip has a label; 'evaluate' compares with labels, 'predict' needs none");
    }
    return labelled;
  }

  /**
   * Tells which classes the model does not have.
   *
   * @param classes for each class of the clips its index in the model; -1 if the model lacks it
   * @param scored number of clips of the other classes
   * @throws BadInputException if no clip is of a class of the model
   */
  private void tellUnknown(
      Dataset clips, int[] classes, TrainedModel model, int scored, Console console) {
    var foreign =
        IntStream.range(0, classes.length)
            .filter(label -> classes[label] < 0)
            .mapToObj(label -> foreign(clips, label, model))
            .filter(words -> !words.isEmpty())
            .toList();
    var found =
        "%s: the model does not have class %s; its classes are %s"
            .formatted(data, CliText.list(foreign), CliText.list(model.classes()));
    if (scored == 0) {
      throw new BadInputException(found + "; no clip is left to score");
    }
    console.warn(found + "; these clips are left out, they do not count in the scores");
  }

  /** A class that the model does not have, with its number of clips; empty if it has none. */
  private static String foreign(Dataset clips, int label, TrainedModel model) {
    var name = clips.classes().get(label);
    long count = IntStream.of(clips.labels()).filter(each -> each == label).count();
    var similar = model.classes().stream().filter(name::equalsIgnoreCase).findFirst();
    return count == 0
        ? ""
        : "'%s' (%s%s)"
            .formatted(
                name,
                CliText.count(count, "clip"),
                similar.map(known -> ", but it has '" + known + "'").orElse(""));
  }
}
