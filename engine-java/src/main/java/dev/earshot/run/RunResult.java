package dev.earshot.run;

import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.method.EpochLog;
import dev.earshot.model.Predictions;
import dev.earshot.model.SoundModel;
import java.util.List;
import java.util.Optional;

/**
 * What one run has come to.
 *
 * @param run its number, from 0
 * @param seed its seed
 * @param partition which rows played which part
 * @param model the model with the best weights
 * @param predictions of the partition's predicted rows
 * @param parameters number of parameters trained
 * @param bestEpoch the epoch whose weights the model has, from 1
 * @param stepsPerEpoch steps in an epoch
 * @param seconds time spent training and validating, other runs' turns left out
 * @param log one entry an epoch; of an ensemble, those of its first network that was trained on all
 *     labels, none if all are linear
 * @param ensemble how an ensemble came to its vote; empty for a single network
 */
public record RunResult(
    int run,
    long seed,
    Partition partition,
    SoundModel model,
    Predictions predictions,
    int parameters,
    int bestEpoch,
    int stepsPerEpoch,
    double seconds,
    List<EpochLog> log,
    Optional<EnsembleSummary> ensemble) {
  public RunResult {
    log = List.copyOf(log);
  }

  /** Number of epochs trained. */
  public int epochs() {
    return log.size();
  }

  /** Number of steps taken. */
  public int steps() {
    return log.isEmpty() ? 0 : log.getLast().steps();
  }

  /**
   * The validation scores of the model's epoch, if there were clips to validate by; of an ensemble,
   * its scores in cross-validation.
   */
  public Optional<EpochLog.ValidationScore> validation() {
    if (ensemble.isPresent()) {
      return ensemble.get().crossValidation();
    }
    return log.get(bestEpoch - 1).validation();
  }
}
