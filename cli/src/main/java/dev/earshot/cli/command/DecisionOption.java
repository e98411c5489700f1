package dev.earshot.cli.command;

import dev.earshot.Predictions;
import picocli.CommandLine.Option;

/** The option {@code --most-probable}: how a clip's class follows from its probabilities. */
final class DecisionOption {
  @Option(
      names = "--most-probable",
      description =
          "Predict each clip's most probable class. Without it decisions are class-balanced, for"
              + " the best unweighted accuracy: a rare class may win although a frequent one is more"
              + " probable.")
  private boolean mostProbable;

  /** The predictions with the classes that the option asks for. */
  Predictions of(Predictions predictions) {
    return mostProbable ? predictions.mostProbable() : predictions;
  }
}
