package dev.earshot.cli.command;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.console.Version;
import dev.earshot.cli.report.ExperimentReport;
import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Runner;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.cells.CellStore;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.experiments.paper.Experiments;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code earshot experiment}: repeats the paper's tables and figures. */
@Command(
    footer = {
      "",
      "OUT keeps each finished training: the same command continues where it stopped",
      "and repeats nothing. OUT/NAME gets CSV files and report.html.",
      "",
      "Example:",
      "  earshot experiment all --quick"
    })
final class ExperimentCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Spec private CommandSpec command;

  @Mixin private CommonOptions common;
  @Mixin private BackendOption backendOption;

  @Parameters(
      paramLabel = "NAME",
      converter = Name.class,
      description = "One of ${COMPLETION-CANDIDATES}.",
      completionCandidates = Names.class)
  private String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A folder that holds emodb, audioset-vggish, noisex and graphs, or your own clips or vectors in"
              + " their place (default: the folder that EARSHOT_DATA names, or ../shared/data).")
  private Optional<Path> data;

  @Option(
      names = "--out",
      paramLabel = "OUT",
      description =
          "The folder for results (default: experiments, with --quick experiments-quick).")
  private Optional<Path> out;

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "Number of runs (default: 5, of table3 alone 10, with --quick 2).")
  private Optional<Integer> runs;

  @Option(
      names = "--quick",
      description = "All experiments in minutes: fewer runs, epochs, settings and AudioSet clips.")
  private boolean quick;

  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      description =
          EncoderOption.ENCODERS
              + " (default: lld; for suggest all that are here, with --quick lld).")
  private Optional<String> encoder;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many trainings run at the same time (default: the number of cores). Results do not"
              + " depend on it.")
  private Optional<Integer> threads;

  /** Parses the name of an experiment. */
  static final class Name implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!new Names().contains(value)) {
        throw new TypeConversionException(
            "'%s'; expected one of %s".formatted(value, CliText.list(new Names())));
      }
      return value;
    }
  }

  /** The names that can be given. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(Experiments.names());
      add(ALL);
    }
  }

  /** The result for {@code --json}. */
  private record Result(String experiment, String title, List<String> about, List<Sheet> tables) {}

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(
        console,
        () -> run(console),
        () -> "stopped. Finished trainings are kept: the same command continues from there");
  }

  private int run(Console console) throws IOException, InterruptedException {
    var folder = out.orElse(Path.of(quick ? "experiments-quick" : "experiments"));
    boolean isNew = !Files.exists(folder);
    try (var _ = OutputChecks.requireOwnFolder(folder, CellStore.FILE)) {
      return run(folder, console);
    } finally {
      if (isNew) {
        removeEmpty(folder);
      }
    }
  }

  /** Leaves nothing of a command that could not begin. */
  private static void removeEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // It has results.
    }
  }

  private int run(Path folder, Console console) throws IOException, InterruptedException {
    var provider = backendOption.choose(console);
    int count = threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    var experiments =
        new Experiments(
            new DataSources(data, usualData(), encoder, count, console::note),
            quick,
            runs.orElse(Experiments.usualRuns(name, quick)));
    List<Experiment> chosen = new ArrayList<>();
    for (var each : name.equals(ALL) ? Experiments.names() : List.of(name)) {
      chosen.add(experiments.named(each));
    }
    try (var store = CellStore.open(folder)) {
      var runner = new Runner(store, provider, Version.current(), count);
      for (var experiment : chosen) {
        run(experiment, runner, folder.resolve(experiment.name()), console);
      }
    }
    return ExitCode.OK;
  }

  private static Path usualData() {
    return Path.of(Optional.ofNullable(System.getenv("EARSHOT_DATA")).orElse("../shared/data"));
  }

  private void run(Experiment experiment, Runner runner, Path folder, Console console)
      throws IOException, InterruptedException {
    console.note("");
    console.note("%s: %s".formatted(experiment.name(), experiment.title()));
    experiment.about().forEach(console::note);
    Results results;
    int missing = runner.missing(experiment);
    try (var progress = console.progress("Trainings", missing)) {
      results = runner.run(experiment, progress::step);
    }
    var findings = experiment.analysis().apply(results);
    console.result(
        new Result(experiment.name(), experiment.title(), experiment.about(), findings.sheets()),
        () -> text(findings.sheets()));
    var words = command.root().commandLine().getParseResult().originalArgs();
    ExperimentReport.write(experiment, findings, folder, CliText.command(words.toArray()));
    console.note("Written to %s: CSV and report.html".formatted(folder));
  }

  private static String text(List<Sheet> sheets) {
    var text = new StringBuilder();
    for (var sheet : sheets) {
      text.append(
          "%n%s%n%n%s%n"
              .formatted(sheet.title(), TextTable.of(sheet.texts(), sheet.keys().size())));
      sheet.notes().forEach(note -> text.append("%n%s".formatted(note)));
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
