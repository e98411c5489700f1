package dev.earshot.cuda.kernel;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.OptimizerKernels;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;

/** Adam by the kernel in {@code optimizer.cu}. */
public final class CudaOptimizerKernels implements OptimizerKernels {
  /**
   * The settings as the kernel takes them.
   *
   * @param kept the factor by weight decay: 1 - learning rate x weight decay
   */
  record Rates(double beta1, double beta2, float epsilon, float kept) {}

  record AdamFactors(
      double rate, double beta1, double beta2, Read<Integer> step, Written<Float> factors) {}

  record Adam(
      int size,
      Rates rates,
      Read<Float> gradients,
      Read<Float> factors,
      Written<Float> parameters,
      Written<Float> mean,
      Written<Float> variance) {}

  static final Kernel<AdamFactors> ADAM_FACTORS = Kernel.of("adam_factors", 32, AdamFactors.class);
  static final Kernel<Adam> ADAM = Kernel.of("adam", 256, Adam.class);

  private final StreamContext context;

  /** The factors of the step, between both kernels. */
  private final ScratchBuffer factors;

  public CudaOptimizerKernels(StreamContext context) {
    this.context = context;
    this.factors = ScratchBuffer.of(context);
  }

  @Override
  public void adam(
      AdamSettings settings,
      Matrix parameters,
      Matrix gradients,
      Matrix mean,
      Matrix variance,
      Indices step) {
    var rates =
        new Rates(
            settings.beta1(),
            settings.beta2(),
            (float) settings.epsilon(),
            (float) (1 - settings.learningRate() * settings.weightDecay()));
    Written<Float> ofStep = factors.room(2 * Float.BYTES).floats(2);
    ADAM_FACTORS.launch(
        context,
        1,
        1,
        new AdamFactors(
            settings.learningRate(),
            settings.beta1(),
            settings.beta2(),
            CudaIndices.in(step),
            ofStep));
    ADAM.forElements(
        context,
        parameters.size(),
        new Adam(
            parameters.size(),
            rates,
            CudaMatrix.in(gradients),
            ofStep.asRead(),
            CudaMatrix.out(parameters),
            CudaMatrix.out(mean),
            CudaMatrix.out(variance)));
  }
}
