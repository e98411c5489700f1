package dev.earshot.cli.command;

import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.encoders.EncoderCard;
import dev.earshot.encoders.InstalledEncoder;
import dev.earshot.encoders.KnownCards;
import dev.earshot.encoders.ModelFolders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code earshot encoders}: lists the encoders of this machine. */
@Command(
    subcommands = EncodersAddCommand.class,
    footer = {
      "",
      "Networks are looked for in the folder EARSHOT_MODELS, then in the user's cache folder.",
      "Nothing is downloaded but what 'earshot encoders add' is given the address of.",
      "docs/encoders.md describes how to make the known networks.",
      "",
      "Examples:",
      "  earshot encoders",
      "  earshot encoders add mn04_as.onnx",
      "  earshot train my-sounds --encoder mn04"
    })
final class EncodersCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  /**
   * An encoder.
   *
   * @param bytes the size of its network, or 0
   * @param rate the sample rate in Hz
   * @param outputs each output with its number of columns
   * @param sounds the output that is used if none is named
   * @param voices the output that is better for voices
   * @param file the network, if it has one
   */
  private record Row(
      String name,
      long bytes,
      int rate,
      Map<String, Integer> outputs,
      String sounds,
      String voices,
      String licence,
      String source,
      Optional<String> file) {
    static Row of(AudioEncoder encoder) {
      return new Row(
          encoder.name(),
          0,
          encoder.sampleRate().orElse(0),
          Map.of("", encoder.dimension()),
          "",
          "",
          "Apache-2.0",
          "built in",
          Optional.empty());
    }

    static Row of(InstalledEncoder encoder) throws IOException {
      var card = encoder.card();
      return new Row(
          encoder.name(),
          encoder.bytes(),
          card.rate(),
          card.ports().dims(),
          card.ports().sounds(),
          card.ports().voices(),
          card.origin().licence().orElse("not stated"),
          card.origin().source().orElse("not stated"),
          Optional.of(encoder.file().toString()));
    }

    List<String> cells() {
      return List.of(
          name,
          file.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6),
          rate + " Hz",
          outputs.entrySet().stream()
              .map(output -> describe(output.getKey(), output.getValue()))
              .collect(Collectors.joining(", ")),
          licence,
          file.map(path -> source + " (" + path + ")").orElse(source));
    }

    private String describe(String output, int columns) {
      var uses =
          Stream.of(
                  output.equals(sounds) && !output.isEmpty() ? "sounds" : "",
                  output.equals(voices) && !output.isEmpty() ? "voices" : "")
              .filter(use -> !use.isEmpty())
              .collect(Collectors.joining(", "));
      return (output + " " + columns + (uses.isEmpty() ? "" : " (" + uses + ")")).strip();
    }
  }

  /** A network that Earshot has a card for, and that is not here. */
  private record Missing(String name, String licence, String source) {}

  private record Result(List<Row> encoders, List<Missing> missing, List<String> folders) {}

  @Override
  public Integer call() throws IOException {
    var console = common.console();
    var folders = ModelFolders.ofThisMachine();
    var listing = folders.list();
    var rows = new ArrayList<>(KnownEncoders.builtIn().stream().map(Row::of).toList());
    for (var encoder : listing.encoders()) {
      rows.add(Row.of(encoder));
    }
    var present = rows.stream().map(Row::name).toList();
    var missing =
        KnownCards.all().stream()
            .filter(card -> card.name().filter(present::contains).isEmpty())
            .map(EncodersCommand::missing)
            .toList();
    listing.problems().forEach(problem -> console.warn("not an encoder: " + problem.reason()));
    var places = folders.folders().stream().map(Object::toString).toList();
    console.result(new Result(rows, missing, places), () -> text(rows, missing, places));
    return ExitCode.OK;
  }

  private static Missing missing(EncoderCard card) {
    return new Missing(
        card.name().orElseThrow(),
        card.origin().licence().orElseThrow(),
        card.origin().source().orElseThrow());
  }

  private static String text(List<Row> rows, List<Missing> missing, List<String> places) {
    var table = new ArrayList<List<String>>();
    table.add(List.of("encoder", "size", "rate", "outputs", "licence", "source"));
    rows.stream().map(Row::cells).forEach(table::add);
    var lines = new ArrayList<>(List.of(TextTable.of(table), ""));
    for (var network : missing) {
      lines.add(
          "Not here: %s (%s), from %s"
              .formatted(network.name(), network.licence(), network.source()));
    }
    if (!missing.isEmpty()) {
      lines.add(
          "docs/encoders.md describes how to make them: "
              + CliText.command("encoders", "add", "FILE.onnx", "--card", "NAME"));
    }
    lines.add("Networks are looked for in " + String.join(", then ", places) + ".");
    lines.add("To add another: " + CliText.command("encoders", "add", "FILE.onnx", "--rate", "HZ"));
    return String.join(System.lineSeparator(), lines);
  }
}
