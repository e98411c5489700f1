package dev.earshot.cuda.kernel;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.OptimizerKernels;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;
import java.util.Optional;

/**
 * Adam by the kernel in {@code optimizer.cu}; in a capture, where that is possible, by the kernels
 * that store the gradients.
 */
public final class CudaOptimizerKernels implements OptimizerKernels {
  record AdamFactors(
      double rate, double beta1, double beta2, Read<Integer> step, Written<Float> factors) {}

  record Adam(int size, Read<Float> gradients, AdamUpdate update) {}

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
    var update =
        new AdamUpdate(
            new AdamUpdate.Rates(
                settings.beta1(),
                settings.beta2(),
                (float) settings.epsilon(),
                (float) (1 - settings.learningRate() * settings.weightDecay())),
            ofStep.asRead(),
            CudaMatrix.out(parameters),
            CudaMatrix.out(mean),
            CudaMatrix.out(variance));
    Read<Float> all = CudaMatrix.in(gradients);
    long done = 0;
    for (DeviceRange known : context.resultsWithin(all, ParameterGradient.class)) {
      long from = known.address() - all.address();
      if (from >= done && alongWithGradient(known, update.slice(from, known.bytes()))) {
        launch(all, done, from, update);
        done = from + known.bytes();
      }
    }
    launch(all, done, all.bytes(), update);
  }

  /**
   * In a capture, lets the kernel that computes a gradient take the step of its parameters along.
   *
   * @return whether it does
   */
  private boolean alongWithGradient(DeviceRange gradient, AdamUpdate update) {
    Optional<ParameterGradient> origin = context.originOf(gradient, ParameterGradient.class);
    if (origin.isEmpty() || !context.withdrawOriginOf(gradient)) {
      return false;
    }
    origin.get().launch(update);
    return true;
  }

  /** Takes the step of the parameters between two places in bytes. */
  private void launch(Read<Float> gradients, long from, long to, AdamUpdate update) {
    int size = Math.toIntExact((to - from) / Float.BYTES);
    ADAM.forElements(
        context,
        size,
        new Adam(
            size,
            new Read<>(gradients.address() + from, to - from),
            update.slice(from, to - from)));
  }
}
