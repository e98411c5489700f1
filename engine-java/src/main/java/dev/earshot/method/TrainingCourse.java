package dev.earshot.method;

import java.util.List;

/**
 * How a training went.
 *
 * @param parameters number of weights and biases that were trained by gradients
 * @param bestEpoch the epoch whose weights the model has, from 1
 * @param stepsPerEpoch steps in an epoch
 * @param seconds time spent on training and validation, by the given clock
 * @param log one entry an epoch; for an ensemble, the entries of its first graph network that was
 *     trained on all labels, or none if it has no graph network
 */
public record TrainingCourse(
    int parameters, int bestEpoch, int stepsPerEpoch, double seconds, List<EpochLog> log) {
  /** Copies the log. */
  public TrainingCourse {
    log = List.copyOf(log);
  }
}
