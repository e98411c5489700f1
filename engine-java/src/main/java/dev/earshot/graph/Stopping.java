package dev.earshot.graph;

import dev.earshot.base.Checks;
import java.util.List;

/**
 * When a training ends.
 *
 * @param epochs the most epochs
 * @param window the training ends when the validation loss is above the mean of its {@code window}
 *     values before, as in the program of Kipf and Welling; 0 for never
 * @param patience the training ends after this number of epochs in which neither the validation
 *     loss nor the validation accuracy was better than before, as in the program of Velickovic et
 *     al.; 0 for never
 */
public record Stopping(int epochs, int window, int patience) {
  private static final int MOST_EPOCHS = 1_000_000;

  public Stopping {
    Checks.range("epochs", epochs, 1, MOST_EPOCHS);
    Checks.range("window", window, 0, MOST_EPOCHS);
    Checks.range("patience", patience, 0, MOST_EPOCHS);
  }

  /** The same with another number of epochs. */
  public Stopping withEpochs(int other) {
    return new Stopping(other, window, patience);
  }

  /** Whether a training with these epochs ends now. */
  boolean endsAfter(List<NodeEpoch> log) {
    int done = log.size();
    if (done >= epochs) {
      return true;
    }
    double loss = log.getLast().validationLoss();
    if (window > 0 && done > window) {
      double before =
          log.subList(done - 1 - window, done - 1).stream()
              .mapToDouble(NodeEpoch::validationLoss)
              .average()
              .orElseThrow();
      if (loss > before) {
        return true;
      }
    }
    return patience > 0 && done - lastImprovement(log) >= patience;
  }

  /** The last epoch, from 1, in which the loss or the accuracy was as good as never before. */
  private static int lastImprovement(List<NodeEpoch> log) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    int last = 0;
    for (NodeEpoch entry : log) {
      if (entry.validationLoss() <= least || entry.validationAccuracy() >= most) {
        last = entry.epoch();
      }
      least = Math.min(least, entry.validationLoss());
      most = Math.max(most, entry.validationAccuracy());
    }
    return last;
  }
}
