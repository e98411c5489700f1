package dev.earshot.run;

import dev.earshot.Predictions;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.method.EpochLog;
import dev.earshot.metrics.PrecisionCurves;
import dev.earshot.model.TrainedModel;
import java.util.List;
import java.util.Optional;

/**
 * The result of one run.
 *
 * @param run its number, from 0
 * @param seed its seed
 * @param partition the roles of the rows
 * @param model the model with the best weights
 * @param predictions the predictions for the partition's predicted rows
 * @param parameters number of trained parameters
 * @param bestEpoch the epoch whose weights the model has, from 1
 * @param stepsPerEpoch steps in an epoch
 * @param seconds time spent training and validating, without the turns of other runs
 * @param log one entry an epoch; for an ensemble, the entries of its first graph network that was
 *     trained on all labels, or none if it has no graph network
 * @param ensemble the results that an ensemble's vote was chosen by; empty for a single network
 */
public record RunResult(
    int run,
    long seed,
    Partition partition,
    TrainedModel model,
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

  /** The same with a model that knows how sure it must be. */
  RunResult with(PrecisionCurves curves) {
    return new RunResult(
        run,
        seed,
        partition,
        model.with(model.unknown(), Optional.of(curves)),
        predictions,
        parameters,
        bestEpoch,
        stepsPerEpoch,
        seconds,
        log,
        ensemble);
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
   * The validation scores of the epoch whose weights the model has. For an ensemble these are its
   * scores in cross-validation. Empty if there were no clips to validate by.
   */
  public Optional<EpochLog.ValidationScore> validation() {
    if (ensemble.isPresent()) {
      return ensemble.get().crossValidation();
    }
    return log.get(bestEpoch - 1).validation();
  }
}
