package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.DatasetNpz;
import dev.earshot.file.WriteFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code earshot features}: encodes clips as a table of vectors. */
@Command(
    footer = {
      "",
      "The .npz has x (float32, clips x features), y (-1: no label), classes, paths,",
      "and split and group where DATA has them; numpy.load opens it.",
      "",
      "Example:",
      "  earshot features my-sounds --encoder lld --out features.npz"
    })
final class FeaturesCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private InputOptions input;
  @Mixin private EncoderOption encoder;

  @Parameters(
      paramLabel = "DATA",
      description = "A folder of clips or a .csv that lists them, as for 'train'.")
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the table, as .npz.")
  private Path out;

  private record Result(
      String out, String encoder, int clips, int columns, int skipped, List<String> classes) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (ClipLoader.isTable(data)) {
      throw new BadInputException(data + ": is a table of vectors already; expected clips");
    }
    if (!ClipLoader.isTable(out)) {
      throw new BadInputException(out + ": expected a name that ends in .npz");
    }
    try (var _ = OutputChecks.requireFile(out, data)) {
      return write(common.console());
    }
  }

  private int write(Console console) throws IOException, InterruptedException {
    var read = input.read(data, encoder.name(), console);
    var table = read.data();
    // Floats of sounds shrink little when they are compressed.
    WriteFailure.requireSpace(out, (long) table.rows() * table.columns() * Float.BYTES / 2);
    DatasetNpz.write(table, out);
    console.result(
        new Result(
            out.toString(),
            table.encoder(),
            table.rows(),
            table.columns(),
            read.skipped(),
            table.classes()),
        () ->
            "%s x %s features (%s): %s"
                .formatted(
                    CliText.count(table.rows(), "clip"), table.columns(), table.encoder(), out));
    return ExitCode.OK;
  }
}
