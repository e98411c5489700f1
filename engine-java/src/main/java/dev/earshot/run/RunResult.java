package dev.earshot.run;

import dev.earshot.Predictions;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.method.EpochLog;
import dev.earshot.method.TrainingCourse;
import dev.earshot.metrics.PrecisionCurves;
import dev.earshot.model.TrainedModel;
import java.util.Optional;

/**
 * The result of one run.
 *
 * @param run its number, from 0
 * @param seed its seed
 * @param partition the roles of the rows
 * @param model the model with the best weights
 * @param predictions the predictions for the partition's predicted rows
 * @param course how the training went; its time does not count the turns of other runs
 * @param ensemble the results that an ensemble's vote was chosen by; empty for a single network
 */
public record RunResult(
    int run,
    long seed,
    Partition partition,
    TrainedModel model,
    Predictions predictions,
    TrainingCourse course,
    Optional<EnsembleSummary> ensemble) {
  /** The same with a model that knows how sure it must be. */
  RunResult with(PrecisionCurves curves) {
    return new RunResult(
        run,
        seed,
        partition,
        model.with(model.unknown(), Optional.of(curves)),
        predictions,
        course,
        ensemble);
  }

  /** Number of epochs trained. */
  public int epochs() {
    return course.log().size();
  }

  /** Number of steps taken. */
  public int steps() {
    return course.log().isEmpty() ? 0 : course.log().getLast().steps();
  }

  /**
   * The validation scores of the epoch whose weights the model has. For an ensemble these are its
   * scores in cross-validation. Empty if there were no clips to validate by.
   */
  public Optional<EpochLog.ValidationScore> validation() {
    if (ensemble.isPresent()) {
      return ensemble.get().crossValidation();
    }
    return course.log().get(course.bestEpoch() - 1).validation();
  }
}
