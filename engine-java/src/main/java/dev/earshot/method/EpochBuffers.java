package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the steps of an epoch share in the backend's memory.
 *
 * @param steps of an epoch
 * @param schedule the nodes of each step, a row a step
 * @param step the number of the next step, counted from the beginning of the training
 * @param labels the class of each training node, -1 for none
 * @param classes the class that each unlabelled node was last taken for, -1 for none yet
 * @param losses for each loss a table of its values, a row a step
 */
public record EpochBuffers(
    int steps,
    Indices schedule,
    Indices step,
    Indices labels,
    Indices classes,
    List<Matrix> losses) {
  /**
   * Buffers of a backend.
   *
   * @param width the most nodes that a step has
   * @param trueLabels the class of each training node, -1 for none
   * @param tasks how many self-supervised tasks there are, each with a loss
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
