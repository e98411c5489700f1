package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The buffers in the backend's memory that all steps of an epoch use.
 *
 * @param steps number of steps in an epoch
 * @param schedule the nodes of each step, one row for each step
 * @param step the number of the next step, counted from the beginning of the training
 * @param labels the class of each training node, -1 for none
 * @param classes the class that was last predicted for each unlabelled node, -1 for none yet
 * @param losses a table for each loss, with one row of values for each step
 */
public record EpochBuffers(
    int steps,
    Indices schedule,
    Indices step,
    Indices labels,
    Indices classes,
    List<Matrix> losses) {
  /**
   * Allocates the buffers.
   *
   * @param backend the backend that owns them
   * @param steps number of steps in an epoch
   * @param width the most nodes that a step has
   * @param trueLabels the class of each training node, -1 for none
   * @param tasks number of self-supervised tasks; each has one loss
   * @return the buffers; only the labels are filled in
   */
  public static EpochBuffers of(
      Backend backend, int steps, int width, int[] trueLabels, int tasks) {
    return new EpochBuffers(
        steps,
        backend.newIndices(Math.multiplyExact(steps, width)),
        backend.newIndices(1),
        backend.indicesOf(trueLabels),
        backend.newIndices(trueLabels.length),
        IntStream.rangeClosed(0, tasks)
            .mapToObj(loss -> backend.newMatrix(steps, loss == 0 ? 2 : 1))
            .toList());
  }
}
