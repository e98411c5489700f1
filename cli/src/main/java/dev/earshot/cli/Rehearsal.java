package dev.earshot.cli;

import dev.earshot.cli.console.StandardOutput;
import dev.earshot.cli.console.Streams;
import dev.earshot.cli.demo.DemoSet;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What most starts of Earshot do, on made clips. The launcher has Java record it once after a
 * build: later starts find the classes loaded and linked, the lambdas made, and how often which
 * method runs.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * Runs commands one after the other; the exit code is not 0 if one fails.
   *
   * @param args an empty folder for what they write
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    var streams = Streams.ofProcess(new StandardOutput());
    var folder = Path.of(args[0]);
    DemoSet.write(folder, () -> {});
    var sounds = folder.resolve(DemoSet.SOUNDS).toString();
    var run = folder.resolve("run").toString();
    System.setProperty("earshot.cache", folder.resolve("cache").toString());
    var predictions = folder.resolve("predictions.csv").toString();
    String[][] commands = {
      {"--version"},
      {"--help"},
      {"train", "--help"},
      {"train", sounds, "--encoder", "logmel", "--out", run, "--recipe", "paper", "--epochs", "2"},
      {"predict", run, sounds, "--out", predictions}
    };
    int worst = 0;
    for (var command : commands) {
      worst = Math.max(worst, Main.run(streams, command));
    }
    System.exit(worst);
  }
}
