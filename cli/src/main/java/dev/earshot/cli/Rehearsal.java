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
    var output = new StandardOutput();
    var streams = Streams.ofProcess(output);
    var folder = Path.of(args[0]);
    DemoSet.write(folder, () -> {});
    var sounds = folder.resolve(DemoSet.SOUNDS).toString();
    System.setProperty("earshot.cache", folder.resolve("cache").toString());
    var paper = folder.resolve("paper").toString();
    var usual = folder.resolve("default").toString();
    var linear = folder.resolve("linear").toString();
    var table = folder.resolve("table.npz").toString();
    var predictions = folder.resolve("predictions.csv").toString();
    String[][] commands = {
      {"--version"},
      {"--help"},
      {"train", "--help"},
      {
        "train", sounds, "--encoder", "logmel", "--out", paper, "--recipe", "paper", "--epochs", "2"
      },
      {"train", sounds, "--encoder", "lld", "--out", usual, "--epochs", "2"},
      {"predict", usual, sounds, "--out", predictions},
      {"features", sounds, "--encoder", "lld", "--out", table},
      {"train", table, "--out", linear, "--recipe", "linear", "--label-rate", "0.5", "--runs", "1"}
    };
    int worst = 0;
    for (var command : commands) {
      worst = Math.max(worst, Main.run(streams, command));
    }
    Main.end(worst, streams, output);
  }
}
