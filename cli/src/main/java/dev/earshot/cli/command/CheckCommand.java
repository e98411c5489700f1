package dev.earshot.cli.command;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.base.CsvCells;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.report.DataDescription;
import dev.earshot.cli.report.GroupRemark;
import dev.earshot.file.AtomicFile;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.LabelCheck;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code earshot check}: the labels that held-out predictions contradict most. */
@Command(
    footer = {
      "",
      "Each labelled clip is classified by a model that has not learnt from it. Listen to",
      "the clips of the list: a label may be wrong, or the clip hard.",
      "",
      "Example:",
      "  earshot check my-sounds --out doubtful.csv"
    })
final class CheckCommand implements Callable<Integer> {
  private static final String RECIPE = "linear";

  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private EncoderOption encoder;
  @Mixin private BackendOption backendOption;

  @Parameters(paramLabel = "DATA", description = InputOptions.DATA)
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write all contradicted labels to this .csv.")
  private Optional<Path> out;

  @Option(
      names = "--most",
      paramLabel = "N",
      converter = AtLeastOne.class,
      defaultValue = "20",
      description = "How many labels to show (default: ${DEFAULT-VALUE}).")
  private int most;

  @Option(
      names = "--group-split",
      description = "Hold whole groups out, such as the clips of a speaker.")
  private boolean groupSplit;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the folds (default: ${DEFAULT-VALUE}).")
  private long seed;

  /**
   * A label that the prediction contradicts.
   *
   * @param label the clip's label, and {@code labelProbability} what the model thinks of it
   */
  private record Doubt(
      String path,
      String label,
      String predicted,
      double labelProbability,
      double predictedProbability) {
    private static final List<String> COLUMNS =
        List.of("path", "label", "predicted", "label_probability", "predicted_probability");

    private List<String> cells() {
      return List.of(
          path,
          label,
          predicted,
          String.format(Locale.ROOT, "%.6f", labelProbability),
          String.format(Locale.ROOT, "%.6f", predictedProbability));
    }

    private List<String> row() {
      return List.of(
          path, label, predicted, percent(labelProbability), percent(predictedProbability));
    }

    private static String percent(double probability) {
      return String.format(Locale.ROOT, "%.1f", 100 * probability);
    }
  }

  private record Result(int checked, int estimatedWrong, List<Doubt> contradicted) {
    private String text(int most) {
      if (contradicted.isEmpty()) {
        return "%s checked: held-out predictions contradict none"
            .formatted(CliText.count(checked, "label"));
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("clip", "label", "predicted", "label %", "predicted %"));
      contradicted.stream().limit(most).map(Doubt::row).forEach(rows::add);
      return "%s checked: held-out predictions contradict %s, about %s may be wrong%n%n%s"
          .formatted(
              CliText.count(checked, "label"),
              contradicted.size(),
              estimatedWrong,
              TextTable.of(rows, 3));
    }
  }

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return OutputChecks.holding(
        out, data, () -> Interruption.guard(console, () -> check(console), () -> "stopped"));
  }

  private int check(Console console) throws IOException, InterruptedException {
    var backend = backendOption.choose();
    var clips = input.read(data, encoder.name(), console).data();
    DataDescription.requireTwoClasses(data, clips);
    backendOption.tell(backend, console);
    console.note(DataDescription.counts(clips));
    GroupRemark.of(clips, groupSplit).ifPresent(console::warn);
    var result = result(clips, console);
    if (out.isPresent()) {
      write(out.get(), result.contradicted());
    }
    console.result(result, () -> result.text(most));
    out.ifPresent(file -> console.note("Written: " + file));
    return ExitCode.OK;
  }

  private Result result(Dataset clips, Console console) throws IOException, InterruptedException {
    var options =
        TrainingOptions.defaults()
            .withGroupSplit(groupSplit)
            .withSeed(seed)
            .withBackend(backendOption.name())
            .withThreads(input.threads());
    LabelCheck checked;
    try {
      int folds = LabelCheck.folds(clips, options).size();
      try (var progress = console.progress("Folds", folds)) {
        checked = LabelCheck.run(clips, RecipeSettings.named(RECIPE), options, progress::step);
      }
    } catch (IllegalArgumentException e) {
      throw new BadInputException(data + ": " + e.getMessage(), e);
    }
    var doubts =
        checked.found().doubts().stream()
            .map(doubt ->
                new Doubt(
                    clips.ids().get(checked.rows()[doubt.index()]),
                    clips.classes().get(doubt.label()),
                    clips.classes().get(doubt.likely()),
                    doubt.ofLabel(),
                    doubt.ofLikely()))
            .toList();
    return new Result(checked.found().checked(), checked.found().suspects(), doubts);
  }

  private static void write(Path file, List<Doubt> doubts) throws IOException {
    AtomicFile.write(
        file,
        stream -> {
          // The caller closes the stream.
          var csv =
              CsvWriter.builder().build(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
          csv.writeRecord(Doubt.COLUMNS);
          for (var doubt : doubts) {
            csv.writeRecord(doubt.cells().stream().map(CsvCells::text).toList());
          }
          csv.flush();
        });
  }
}
