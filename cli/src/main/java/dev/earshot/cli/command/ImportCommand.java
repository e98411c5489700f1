package dev.earshot.cli.command;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.collection.LabelImport;
import dev.earshot.collection.SoundCollection;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code earshot import}: adds labels from files to a collection. */
@Command(
    footer = {
      "",
      "Recordings are found by their files, or by their names. A stretch that is a window",
      "labels that window; other stretches label the windows that they fill by half.",
      "",
      "Example:",
      "  earshot import yard.earshot labels.csv"
    })
final class ImportCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "COLLECTION", description = "The collection.")
  private Path collection;

  @Parameters(
      index = "1",
      paramLabel = "LABELS",
      description =
          "What 'earshot export' writes in any format, a .csv with path,label[,start,end], a"
              + " selection table, a label track, or a folder of recordings with such files or in"
              + " folders of classes.")
  private Path labels;

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    try (var open = SoundCollection.open(collection)) {
      var done = LabelImport.into(open, labels);
      InputOptions.gathered(done.failures()).forEach(console::warn);
      done.notes().forEach(console::warn);
      console.result(
          done,
          () ->
              "%s: %s added, %s there before"
                  .formatted(collection, CliText.count(done.added(), "label"), done.same()));
    }
    return ExitCode.OK;
  }
}
