package dev.earshot.cli.command;

import com.google.gson.JsonParser;
import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.report.DataDescription;
import dev.earshot.cli.report.GroupRemark;
import dev.earshot.cli.report.RecipeDescription;
import dev.earshot.cli.report.TrainingPage;
import dev.earshot.cli.report.TrainingRemarks;
import dev.earshot.cli.report.TrainingReport;
import dev.earshot.compute.BackendProvider;
import dev.earshot.data.ClipId;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.EncoderChoice;
import dev.earshot.data.LabelSets;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.Checkpoints;
import dev.earshot.run.Checkpoints.StoredEncoder;
import dev.earshot.run.RunTrainer;
import dev.earshot.run.TrainedRuns;
import dev.earshot.run.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code earshot train}: trains on clips; writes a folder with a model and predictions. */
@Command(
    footer = {
      "",
      "The model learns from all labels. Clips without a label are predicted. If all clips",
      "have one, cross-validation first measures what to expect on new clips.",
      "Ctrl-C stops; the same command with --resume continues to the same result.",
      "",
      "Example:",
      "  earshot train my-sounds --out my-run"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String GROUP_SPLIT = "--group-split";
  private static final String METRICS = "metrics.json";
  private static final String RESUME = "--resume";

  @Spec private CommandSpec command;

  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private EncoderOption encoder;
  @Mixin private PcaOption pca;
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
      names = "--folds",
      converter = Folds.class,
      paramLabel = "K",
      description =
          "Number of folds of the cross-validation that measures what to expect on new clips; 0 for"
              + " none (default: 5 if every clip has a label, else 0).")
  private Optional<Integer> folds;

  /** Parses a number of folds. */
  static final class Folds implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int count = Integer.parseInt(value.strip());
        if (count == 0 || count >= 2) {
          return count;
        }
      } catch (NumberFormatException e) {
        // Refused below, as other numbers are.
      }
      throw new TypeConversionException(
          "'%s'; expected a whole number of at least 2, or 0 for none".formatted(value));
    }
  }

  @Option(
      names = GROUP_SPLIT,
      description =
          "When clips are held out for a test, keep each group, such as a speaker, on one side.")
  private boolean groupSplit;

  @ArgGroup private BudgetOptions budget = new BudgetOptions();

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "Number of runs of a few-label benchmark, each with another split (default: 5), or of a"
              + " training without a test (default: 1); the best by validation is kept.")
  private Optional<Integer> runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the first run; run r adds r (default: ${DEFAULT-VALUE}).")
  private long seed;

  @ArgGroup private UnknownOptions unknown = new UnknownOptions();

  @Option(names = RESUME, description = "Continue a training that was stopped.")
  private boolean resume;

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(console, () -> train(console), () -> "stopped. " + resumeHint());
  }

  private int train(Console console) throws IOException, InterruptedException {
    var recipe = recipeOptions.recipe();
    try (var _ = OutputChecks.requireFolder(out, METRICS)) {
      return train(recipe, console);
    }
  }

  private int train(RecipeSettings recipe, Console console)
      throws IOException, InterruptedException {
    var states = Checkpoints.folderFor(out);
    var options = options(states);
    OutputChecks.requireStates(states);
    var provider = backendOption.choose(console);
    var stored =
        resume ? Optional.of(Checkpoints.encoder(states)) : Optional.<StoredEncoder>empty();
    var read = input.read(data, stored.map(this::encoder).orElse(encoder.name()), console);
    var clips = read.data();
    var choice = read.choice().or(() -> stored.flatMap(StoredEncoder::choice));
    if (LabelSets.areIn(clips)) {
      trainSeveral(clips, provider, console);
      return ExitCode.OK;
    }
    var plan = describe(clips, recipe, options, console);
    if (read.choice().isPresent() && plan.test() == TrainingPlan.Test.FEW_LABELS) {
      console.warn(EncoderOption.CHOSEN_BY_ALL_LABELS);
    }
    if (plan.isTested()) {
      GroupRemark.of(clips, groupSplit || plan.keepsGroups(clips)).ifPresent(console::warn);
    }
    console.note(RecipeDescription.of(recipe));
    prepare(states, clips, recipe, options, provider, choice, console);

    TrainedRuns result;
    try (var progress = new TrainingProgress(console, recipe, plan.runs())) {
      result = RunTrainer.train(clips, recipe, options, progress).with(choice);
      progress.finish(result);
    }
    console.first("%n%s".formatted(TrainingReport.text(result)));
    TrainingRemarks.of(result, data).forEach(console::warn);
    try (var backend = provider.open(input.threads())) {
      var page = TrainingPage.of(result, data, out, backend, repeatCommand());
      result.save(out, folder -> page.write(folder.resolve(TrainingPage.NAME)));
    }
    Checkpoints.remove(states);
    report(result, console);
    return ExitCode.OK;
  }

  /** Trains where clips have several labels: options that are not for that are refused. */
  private void trainSeveral(Dataset clips, BackendProvider provider, Console console)
      throws IOException, InterruptedException {
    if (budget.chosen().isPresent() || pca.components().isPresent() || resume || runs.isPresent()) {
      throw new BadInputException(
          data
              + ": clips have several labels (|): such a training takes no label budget, --pca,"
              + " --runs or --resume");
    }
    console.note(DataDescription.counts(clips));
    new LabelsTraining(clips, groupSplit, seed)
        .run(out, provider, input.threads(), repeatCommand(), console);
  }

  /** An unfinished training continues with its encoder, unless another is named. */
  private String encoder(StoredEncoder stored) {
    boolean same = encoder.name().equals(ClipLoader.AUTO);
    return same && !stored.encoder().equals(InputOptions.UNKNOWN_ENCODER)
        ? stored.encoder()
        : encoder.name();
  }

  private TrainingOptions options(Path states) {
    var options =
        TrainingOptions.defaults()
            .withGroupSplit(groupSplit)
            .withRuns(runs.orElse(0))
            .withSeed(seed)
            .withBackend(backendOption.name())
            .withThreads(input.threads())
            .withUnknown(unknown.name())
            .withCheckpoints(states);
    options = folds.map(options::withFolds).orElse(options);
    options = pca.components().map(options::withPca).orElse(options);
    return budget.chosen().map(options::withBudget).orElse(options);
  }

  private TrainingPlan describe(
      Dataset clips, RecipeSettings recipe, TrainingOptions options, Console console) {
    var plan = DataDescription.plan(data, clips, recipe, options);
    if (folds.filter(count -> count > 0).isPresent()
        && plan.test() != TrainingPlan.Test.CROSS_VALIDATION) {
      console.warn("--folds is not used: the test is by " + plan.test().words());
    }
    if (runs.isPresent() && plan.isTested() && plan.usesAllLabels()) {
      console.warn(
          "--runs is not used: it is for few-label benchmarks (%s) and trainings without a test"
              .formatted(BudgetOptions.LABEL_RATE));
    }
    if (groupSplit && plan.test() == TrainingPlan.Test.NONE) {
      console.warn(GROUP_SPLIT + " is not used: no clips are held out for a test");
    }
    console.note(DataDescription.counts(clips));
    pca.describe(clips, console);
    console.note(DataDescription.of(plan, clips, recipe, options));
    return plan;
  }

  private void prepare(
      Path states,
      Dataset clips,
      RecipeSettings recipe,
      TrainingOptions options,
      BackendProvider provider,
      Optional<EncoderChoice> choice,
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
    Checkpoints.begin(states, clips, recipe, options, provider.name(), choice);
  }

  private void report(TrainedRuns result, Console console) throws IOException {
    var metrics = JsonParser.parseString(Files.readString(out.resolve(METRICS)));
    console.result(
        metrics,
        () ->
            "%nWritten to %s: model.safetensors%s, predictions.csv, metrics.json, config.json, log.jsonl, report.html"
                .formatted(
                    out,
                    result.usesAllLabels()
                        ? ""
                        : " (of run %s, counted from 0, the best by validation)"
                            .formatted(result.best().run())));
    console.note("Report: " + out.resolve(TrainingPage.NAME));
    if (result.usesAllLabels()) {
      boolean table = ClipLoader.isTable(data);
      var more = table ? "new.npz" : "new-clips";
      console.note(
          "Next: "
              + (ClipId.areStretches(result.data()) && !table
                  ? CliText.command("detect", out, "new-recordings", "--out", "detections.csv")
                  : CliText.command("predict", out, more, "--out", "predictions.csv")));
    } else {
      console.note(
          "For a model to predict with, train without %s and %s: it learns from all labels."
              .formatted(BudgetOptions.LABEL_RATE, BudgetOptions.LABELS_PER_CLASS));
    }
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
