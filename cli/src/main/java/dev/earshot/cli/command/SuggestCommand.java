package dev.earshot.cli.command;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.earshot.Dataset;
import dev.earshot.Span;
import dev.earshot.base.CsvCells;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.report.ClipFiles;
import dev.earshot.cli.report.DataDescription;
import dev.earshot.data.ClipId;
import dev.earshot.file.AtomicFile;
import dev.earshot.suggest.Strategy;
import dev.earshot.suggest.Suggester;
import dev.earshot.suggest.Suggestion;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code earshot suggest}: the clips to label next. */
@Command(
    footer = {
      "",
      "Strategies: uncertain (clips like many whose class the model is not sure of), diverse",
      "(clips like many that have no label), rare (clips that may be of a class with few labels),",
      "mixed (as uncertain, but every tenth at random, so that accuracy can be estimated on",
      "those). Before two classes have a label, all choose as diverse.",
      "",
      "FILE has an empty column 'label'. Filled in, it is a list of clips that 'train' takes.",
      "",
      "Example:",
      "  earshot suggest yard.earshot --budget 20 --out next.csv"
    })
final class SuggestCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("path", "start", "end", "label", "guess", "probability", "reason");

  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private EncoderOption encoder;
  @Mixin private BackendOption backendOption;

  @Parameters(paramLabel = "DATA", description = InputOptions.DATA)
  private Path data;

  @Option(
      names = "--budget",
      paramLabel = "N",
      converter = AtLeastOne.class,
      defaultValue = "20",
      description = "How many clips to choose (default: ${DEFAULT-VALUE}).")
  private int budget;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "mixed",
      converter = Named.class,
      completionCandidates = Names.class,
      description = "${COMPLETION-CANDIDATES}; see below (default: ${DEFAULT-VALUE}).")
  private Strategy strategy;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write the clips to this .csv, to be labelled there.")
  private Optional<Path> out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the clips at random (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** The names of the strategies. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(Arrays.stream(Strategy.values()).map(Names::word).toList());
    }

    private static String word(Strategy strategy) {
      return strategy.name().toLowerCase(Locale.ROOT);
    }
  }

  /** Parses the name of a strategy. */
  static final class Named implements ITypeConverter<Strategy> {
    @Override
    public Strategy convert(String value) {
      int place = new Names().indexOf(value);
      if (place < 0) {
        throw new TypeConversionException(
            "'%s'; expected one of %s".formatted(value, CliText.list(new Names())));
      }
      return Strategy.values()[place];
    }
  }

  /** A clip for {@code --json}; guess and probability are there once something was learnt. */
  private record Choice(
      String clip, Optional<String> guess, Optional<Double> probability, String reason) {
    List<String> row() {
      return List.of(
          clip,
          guess.orElse(""),
          probability.map(p -> String.format(Locale.ROOT, "%.1f", 100 * p)).orElse(""),
          reason);
    }
  }

  private record Result(int labelled, int unlabelled, List<Choice> suggestions) {
    String text() {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("clip", "guess", "guess %", "reason"));
      suggestions.stream().map(Choice::row).forEach(rows::add);
      return TextTable.of(rows, 2);
    }
  }

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return OutputChecks.holding(
        out, data, () -> Interruption.guard(console, () -> suggest(console), () -> "stopped"));
  }

  private int suggest(Console console) throws IOException, InterruptedException {
    var choice = backendOption.choose();
    var clips = input.read(data, encoder.name(), console).data();
    int labelled = (int) Arrays.stream(clips.labels()).filter(c -> c >= 0).count();
    if (labelled == clips.rows()) {
      throw new BadInputException(data + ": every clip has a label; expected some without one");
    }
    backendOption.tell(choice, console);
    console.note(DataDescription.counts(clips));
    List<Suggestion> chosen;
    try (var backend = choice.provider().open(input.threads())) {
      chosen = new Suggester(strategy, budget, seed).suggest(clips, backend);
    }
    if (chosen.size() < budget) {
      console.warn(
          "only %s without a label; all of them are chosen"
              .formatted(CliText.count(chosen.size(), "clip")));
    }
    if (out.isPresent()) {
      write(out.get(), clips, chosen);
    }
    var result =
        new Result(
            labelled,
            clips.rows() - labelled,
            chosen.stream().map(each -> choice(clips, each)).toList());
    console.result(result, result::text);
    out.ifPresent(file -> console.note("Written: " + file));
    return ExitCode.OK;
  }

  private static Choice choice(Dataset clips, Suggestion chosen) {
    boolean guessed = chosen.guess() >= 0;
    return new Choice(
        clips.ids().get(chosen.row()),
        guessed ? Optional.of(clips.classes().get(chosen.guess())) : Optional.empty(),
        guessed ? Optional.of(chosen.probability()) : Optional.empty(),
        chosen.reason().words());
  }

  /** Paths are as seen from the list, so that it can be read where it is. */
  private void write(Path file, Dataset clips, List<Suggestion> chosen) throws IOException {
    var files = ClipFiles.of(data, file.toAbsolutePath().getParent());
    AtomicFile.write(
        file,
        stream -> {
          // The caller closes the stream.
          var csv =
              CsvWriter.builder().build(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
          csv.writeRecord(COLUMNS);
          for (var each : chosen) {
            var clip = ClipId.parse(clips.ids().get(each.row()));
            var choice = choice(clips, each);
            csv.writeRecord(
                List.of(
                    CsvCells.text(files.path(clip).orElse(clip.path())),
                    clip.span().map(span -> Span.text(span.start())).orElse(""),
                    clip.span().map(span -> Span.text(span.end())).orElse(""),
                    "",
                    CsvCells.text(choice.guess().orElse("")),
                    choice.probability().map(p -> String.format(Locale.ROOT, "%.6f", p)).orElse(""),
                    choice.reason()));
          }
          csv.flush();
        });
  }
}
