package dev.earshot.cli.command;

import dev.earshot.model.Predictions;
import picocli.CommandLine.Option;

/** Which class a clip is said to be of. */
final class DecisionOption {
  @Option(
      names = "--most-probable",
      description =
          "Name each clip's most probable class. Without it all classes count alike, as in"
              + " unweighted accuracy: a rare one may be named though a frequent one is more"
              + " probable.")
  private boolean mostProbable;

  Predictions of(Predictions predictions) {
    return mostProbable ? predictions.mostProbable() : predictions;
  }
}
