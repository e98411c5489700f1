package dev.earshot.cli.command;

import dev.earshot.LabelBudget;
import dev.earshot.cli.console.BadInputException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a label budget: a rate or a number for each class, not both. */
final class BudgetOptions {
  static final String LABEL_RATE = "--label-rate";
  static final String LABELS_PER_CLASS = "--labels-per-class";

  @Option(
      names = LABEL_RATE,
      paramLabel = "RATE",
      description =
          "Few-label benchmark: the fraction of each class's training labels to use, at least 2; the"
              + " others are hidden.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = LABELS_PER_CLASS,
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "Few-label benchmark: the number of training labels of each class to use.")
  private Optional<Integer> perClass = Optional.empty();

  /**
   * The budget; empty if no option is given.
   *
   * @throws BadInputException if the rate is out of range
   */
  Optional<LabelBudget> chosen() {
    if (perClass.isPresent()) {
      return Optional.of(new LabelBudget.PerClass(perClass.get()));
    }
    try {
      return rate.map(LabelBudget.Rate::new);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(LABEL_RATE + ": " + e.getMessage(), e);
    }
  }
}
