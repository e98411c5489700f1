package dev.earshot.cuda;

import dev.earshot.compute.Backend;
import dev.earshot.cuda.graph.CapturedGraph;

/**
 * What the replay of recorded work should take on a GPU: a range, predicted before anything was
 * measured, from its longest chain of kernels that wait for each other. It holds for work whose
 * kernels are small, such as a training step.
 *
 * @param kernels of the work
 * @param links the kernels on the longest chain
 */
public record ChainPrediction(int kernels, int links) {
  /** The fewest microseconds from a kernel's end to the beginning of one that waits for it. */
  public static final double LEAST_GAP = 1.5;

  /** The most of these. */
  public static final double MOST_GAP = 2.5;

  /** The fewest and the most microseconds that a small kernel runs. */
  private static final double LEAST_RUN = 1;

  private static final double MOST_RUN = 2;

  /**
   * The prediction for work that a backend records as a graph; it is not run here.
   *
   * @throws IllegalArgumentException if it is not a CUDA backend
   */
  public static ChainPrediction of(Backend backend, Runnable work) {
    CapturedGraph graph = new CapturedGraph(CudaBackend.of(backend).context(), work);
    return new ChainPrediction(graph.operations().size(), graph.chain());
  }

  /** The time if all gaps and kernels are as short as predicted. */
  public double leastMicroseconds() {
    return links * (LEAST_GAP + LEAST_RUN);
  }

  /** The time if all are as long as predicted. */
  public double mostMicroseconds() {
    return links * (MOST_GAP + MOST_RUN);
  }
}
