package dev.earshot.bench.gpu;

import java.io.IOException;

/**
 * A part of the works of {@link GpuWorks}. Each is a process of its own with a file of its own, so
 * that one that fails takes nothing from the others.
 */
enum GpuPart {
  /** The training steps that the others are about. */
  HEADLINE(GpuWorks::headline),

  /** Chains of one kernel: what a launch costs, and what each kernel of the step takes. */
  CHAINS(GpuWorks::chains),

  /** A step with the number of branches that {@code -Dearshot.cuda.branches} says. */
  BRANCHES(GpuWorks::branches),

  /** The step of every setting and task. */
  STEPS(GpuWorks::steps),
  NEIGHBORS(GpuWorks::neighbors),
  CITATIONS(GpuWorks::citations),
  PREDICTION(GpuWorks::prediction),
  ACCURACY(GpuWorks::accuracy);

  private final Works works;

  GpuPart(Works works) {
    this.works = works;
  }

  private interface Works {
    void of(GpuWorks all) throws IOException, InterruptedException;
  }

  void run(GpuWorks all) throws IOException, InterruptedException {
    works.of(all);
  }
}
