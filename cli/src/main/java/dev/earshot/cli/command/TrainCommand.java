package dev.earshot.cli.command;

import com.google.gson.JsonParser;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.report.DataDescription;
import dev.earshot.cli.report.GroupRemark;
import dev.earshot.cli.report.RecipeDescription;
import dev.earshot.cli.report.TrainingPage;
import dev.earshot.cli.report.TrainingReport;
import dev.earshot.compute.BackendProvider;
import dev.earshot.data.Dataset;
import dev.earshot.data.DatasetLoader;
import dev.earshot.method.Recipe;
import dev.earshot.run.Checkpoints;
import dev.earshot.run.LabelBudget;
import dev.earshot.run.Partition;
import dev.earshot.run.Trainer;
import dev.earshot.run.TrainingOptions;
import dev.earshot.run.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code earshot train}: trains on clips; writes a folder with a model and predictions. */
@Command(
    name = "train",
    description = "Learns from labelled and unlabelled clips; writes a model and predictions.",
    footer = {
      "",
      "If some clips have no label: all labels are used, and those clips are predicted.",
      "If all clips have one: a benchmark. It hides most labels and scores test clips.",
      "Ctrl-C stops; the same command with --resume continues to the same result.",
      "",
      "Example:",
      "  earshot train my-sounds --out my-run"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String LABEL_RATE = "--label-rate";
  private static final String GROUP_SPLIT = "--group-split";
  private static final String METRICS = "metrics.json";
  private static final String RESUME = "--resume";

  @Spec private CommandSpec command;

  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private EncoderOption encoder;
  @Mixin private RecipeOptions recipeOptions;
  @Mixin private BackendOption backendOption;

  @Parameters(paramLabel = "DATA", description = InputOptions.DATA)
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The folder to write: new, empty, or an earlier run, which is replaced.")
  private Path out;

  @Option(
      names = LABEL_RATE,
      paramLabel = "RATE",
      defaultValue = "0.1",
      description =
          "Benchmark: fraction of each class's training labels to keep, at least 2 (default:"
              + " ${DEFAULT-VALUE}); 1 keeps all.")
  private double labelRate;

  @Option(
      names = GROUP_SPLIT,
      description = "Benchmark: keep each group, such as a speaker, in one part of the split.")
  private boolean groupSplit;

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "Number of trainings, each with another split (default: 5 for a benchmark, else 1).")
  private Optional<Integer> runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the first run; run r adds r (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = RESUME, description = "Continue a training that was stopped.")
  private boolean resume;

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(console, () -> train(console), () -> "stopped. " + resumeHint());
  }

  private int train(Console console) throws IOException, InterruptedException {
    var recipe = recipeOptions.recipe();
    var states = Checkpoints.folderFor(out);
    var options =
        new TrainingOptions(
            new LabelBudget.Rate(labelRate),
            groupSplit,
            runs.orElse(0),
            seed,
            backendOption.name(),
            input.threads(),
            Optional.of(states));
    OutputChecks.requireFolder(out, METRICS);
    OutputChecks.requireStates(states);
    var provider = backendOption.choose(console);
    var clips = input.read(data, encoder.name(), console).data();
    describe(clips, recipe, options, console);
    if (IntStream.of(clips.labels()).allMatch(label -> label >= 0)) {
      GroupRemark.of(clips, groupSplit).ifPresent(console::warn);
    }
    console.note(RecipeDescription.of(recipe));
    prepare(states, clips, recipe, options, provider, console);

    TrainingResult result;
    try (var progress = new TrainingProgress(console, recipe, Trainer.runs(clips, options))) {
      result = Trainer.train(clips, recipe, options, progress);
      progress.finish(result);
    }
    try (var backend = provider.open(input.threads())) {
      var page = TrainingPage.of(result, data, out, backend, repeatCommand());
      result.save(out, folder -> page.write(folder.resolve(TrainingPage.NAME)));
    }
    Checkpoints.remove(states);
    report(result, console);
    return ExitCode.OK;
  }

  private void describe(Dataset clips, Recipe recipe, TrainingOptions options, Console console) {
    if (Partition.isRealUse(clips)) {
      for (var option : List.of(LABEL_RATE, GROUP_SPLIT)) {
        if (command.commandLine().getParseResult().hasMatchedOption(option)) {
          console.warn(option + " is for benchmarks; some clips have no label, so it is not used");
        }
      }
      if (clips.hasSplit()) {
        console.warn(
            data
                + " states a split, which is for benchmarks; some clips have no label, so the split is"
                + " not used and every label trains");
      }
    }
    DataDescription.lines(data, clips, recipe, options).forEach(console::note);
  }

  private void prepare(
      Path states,
      Dataset clips,
      Recipe recipe,
      TrainingOptions options,
      BackendProvider provider,
      Console console)
      throws IOException {
    if (resume) {
      Checkpoints.resume(states, clips, recipe, options, provider.name());
      console.note("Continuing from the states in " + states);
      return;
    }
    if (Checkpoints.exist(states)) {
      console.warn(
          "an unfinished training in %s is discarded; %s would have continued it"
              .formatted(states, RESUME));
    }
    Checkpoints.begin(states, clips, recipe, options, provider.name());
  }

  private void report(TrainingResult result, Console console) throws IOException {
    var metrics = JsonParser.parseString(Files.readString(out.resolve(METRICS)));
    console.result(
        metrics,
        () ->
            "%n%s%n%nWritten to %s: model.safetensors%s, predictions.csv, metrics.json, config.json, log.jsonl, report.html"
                .formatted(
                    TrainingReport.text(result),
                    out,
                    result.runs().size() > 1
                        ? " (of run %s, counted from 0, the best by validation)"
                            .formatted(result.best().run())
                        : ""));
    var more = DatasetLoader.isTable(data) ? "new.npz" : "new-clips";
    console.note("Report: " + out.resolve(TrainingPage.NAME));
    console.note("Next: " + CliText.command("predict", out, more, "--out", "predictions.csv"));
  }

  private List<String> words() {
    return command.root().commandLine().getParseResult().originalArgs();
  }

  private String repeatCommand() {
    return CliText.command(words().stream().filter(word -> !word.equals(RESUME)).toArray());
  }

  private String resumeHint() {
    if (!Checkpoints.exist(Checkpoints.folderFor(out))) {
      return "Training had not begun; nothing was written.";
    }
    var words = new ArrayList<>(words());
    if (!words.contains(RESUME)) {
      words.add(RESUME);
    }
    return "To continue: " + CliText.command(words.toArray());
  }
}
