package dev.earshot.cli.command;

import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.label.LabelPage;
import dev.earshot.collection.SoundCollection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code earshot label}: a page on which to label a collection. */
@Command(
    footer = {
      "",
      "The page can be opened on this machine only, by the address that is printed; it",
      "holds a secret, so do not pass it on. Labels are stored as they are given. Ctrl-C",
      "ends the server.",
      "",
      "Example:",
      "  earshot label yard.earshot"
    })
final class LabelCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "COLLECTION", description = "The folder that 'earshot collect' made.")
  private Path folder;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Where the server listens on 127.0.0.1 (default: any free port).")
  private int port;

  @Option(
      names = "--decoder",
      paramLabel = "NAME",
      defaultValue = SoundDecoders.AUTO,
      description = "What reads sound files, as for 'earshot train' (default: ${DEFAULT-VALUE}).")
  private String decoder;

  private record Result(String address, int windows) {}

  @Override
  public Integer call() throws Exception {
    var console = common.console();
    return Interruption.guard(
        console, () -> serve(console), () -> "stopped; all labels that were given are stored");
  }

  private SoundCollection opened() {
    var collection = SoundCollection.open(folder);
    boolean done = false;
    try {
      collection.requireWritable();
      done = true;
      return collection;
    } finally {
      if (!done) {
        collection.close();
      }
    }
  }

  private int serve(Console console) throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new BadInputException(
          "--port: %s is no port; expected 0 (any free one) to 65535".formatted(port));
    }
    try (var collection = opened();
        var page =
            LabelPage.open(
                collection,
                SoundDecoders.named(decoder),
                port,
                failure ->
                    console.warn("a request of the page failed: " + CliText.failure(failure)))) {
      int windows = collection.windows().size();
      var address = page.server().address().toString();
      console.result(
          new Result(address, windows),
          () ->
              "%s of %s. Open this address in a browser of this machine; Ctrl-C ends.%n%n  %s"
                  .formatted(CliText.count(windows, "window"), folder, address));
      new CountDownLatch(1).await();
      return ExitCode.OK;
    }
  }
}
