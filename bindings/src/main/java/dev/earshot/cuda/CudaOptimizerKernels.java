package dev.earshot.cuda;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.OptimizerKernels;

/** Adam by the kernel in {@code optimizer.cu}. */
final class CudaOptimizerKernels implements OptimizerKernels {
  private static final int THREADS = 256;

  private final Workplace workplace;

  CudaOptimizerKernels(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public void adam(
      AdamSettings settings,
      Matrix parameters,
      Matrix gradients,
      Matrix mean,
      Matrix variance,
      Indices step) {
    workplace.launch(
        "adam",
        Grid.over(parameters.size(), THREADS),
        parameters.size(),
        settings.learningRate(),
        settings.beta1(),
        settings.beta2(),
        (float) settings.epsilon(),
        (float) (1 - settings.learningRate() * settings.weightDecay()),
        CudaMatrix.in(gradients),
        CudaIndices.in(step),
        CudaMatrix.out(parameters),
        CudaMatrix.out(mean),
        CudaMatrix.out(variance));
  }
}
