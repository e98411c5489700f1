package dev.earshot.cli.command;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.report.ComparisonReport;
import dev.earshot.cli.report.DataDescription;
import dev.earshot.cli.report.GroupRemark;
import dev.earshot.cli.report.RecipeDescription;
import dev.earshot.learner.Learners;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.ComparedMethod;
import dev.earshot.run.Comparison;
import dev.earshot.run.ComparisonOptions;
import dev.earshot.run.ComparisonResult;
import dev.earshot.run.Partition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code earshot compare}: Earshot against baselines on the same features, splits and labels. */
@Command(
    footer = {
      "",
      "Each run splits the clips anew; test clips are never trained on. Every method gets",
      "the same labels, a tenth of them if no other budget is given, and chooses its",
      "settings by them. The rest trains unlabelled.",
      "",
      "Example:",
      "  earshot compare my-sounds --labels-per-class 5 --models lr,svm,knn"
    })
final class CompareCommand implements Callable<Integer> {
  private static final double DEFAULT_RATE = 0.1;

  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private EncoderOption encoder;
  @Mixin private PcaOption pca;
  @Mixin private RecipeOptions recipeOptions;
  @Mixin private BackendOption backendOption;

  @Parameters(paramLabel = "DATA", description = InputOptions.DATA)
  private Path data;

  @ArgGroup private BudgetOptions budget = new BudgetOptions();

  @Option(
      names = "--group-split",
      description = "Keep each group, such as a speaker, on one side of the split.")
  private boolean groupSplit;

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      defaultValue = "20",
      description = "Number of random splits (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = {"--models", "--model"},
      paramLabel = "NAMES",
      converter = Models.class,
      description =
          "What to compare, some of ${COMPLETION-CANDIDATES} (default: all); earshot is always included.",
      completionCandidates = Names.class)
  private Optional<List<String>> models;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the first run; run r adds r (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** Parses the names of methods. */
  static final class Models implements ITypeConverter<List<String>> {
    @Override
    public List<String> convert(String value) {
      var names = Arrays.stream(value.split(",", -1)).map(String::strip).distinct().toList();
      var known = new Names();
      for (var name : names) {
        if (!known.contains(name)) {
          throw new TypeConversionException(
              "'%s'; expected some of %s".formatted(name, CliText.list(known)));
        }
      }
      return names;
    }
  }

  /** The methods that can be compared. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      add(ComparedMethod.EARSHOT);
      addAll(Learners.names());
    }
  }

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(console, () -> compare(console), () -> "stopped");
  }

  private int compare(Console console) throws IOException, InterruptedException {
    var recipe = recipeOptions.recipe();
    var options =
        new ComparisonOptions(
            budget(),
            groupSplit,
            runs,
            seed,
            backendOption.name(),
            input.threads(),
            pca.components());
    var methods = methods(recipe);
    var backend = backendOption.choose();
    var read = input.read(data, encoder.name(), console);
    var clips = read.data();
    backendOption.tell(backend, console);
    describe(clips, options, console);
    if (read.choice().isPresent()) {
      console.warn(EncoderOption.CHOSEN_BY_ALL_LABELS);
    }
    GroupRemark.of(clips, groupSplit).ifPresent(console::warn);
    console.note(RecipeDescription.of(recipe));
    ComparisonResult result;
    try (var progress = console.progress("Models trained", (long) runs * methods.size())) {
      result = Comparison.run(clips, methods, options, progress::step);
    }
    var report = ComparisonReport.of(result, options);
    console.result(report, report::text);
    return ExitCode.OK;
  }

  private LabelBudget budget() {
    return budget.chosen().orElse(new LabelBudget.Rate(DEFAULT_RATE));
  }

  private List<ComparedMethod> methods(RecipeSettings recipe) {
    var methods = new ArrayList<>(List.of(ComparedMethod.earshot(recipe)));
    models.orElse(Learners.baselines()).stream()
        .filter(name -> !name.equals(ComparedMethod.EARSHOT))
        .map(name -> ComparedMethod.baseline(name, recipe))
        .forEach(methods::add);
    return methods;
  }

  private void describe(Dataset clips, ComparisonOptions options, Console console) {
    DataDescription.requireTwoClasses(data, clips);
    console.note(DataDescription.counts(clips));
    pca.describe(clips, console);
    boolean whole = Partition.keepsGroups(clips, groupSplit);
    try {
      var first = Partition.benchmark(clips, options.budget(), whole, seed);
      console.note(
          "%s, each with %s labelled and %s unlabelled training clips, %s for the test%s"
              .formatted(
                  CliText.count(options.runs(), "run"),
                  first.labelled().length,
                  first.unlabelled().length,
                  first.predicted().length,
                  whole ? ", groups kept whole" : ""));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(data + ": " + e.getMessage(), e);
    }
  }
}
