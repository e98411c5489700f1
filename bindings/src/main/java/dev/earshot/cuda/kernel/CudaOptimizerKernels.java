package dev.earshot.cuda.kernel;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.OptimizerKernels;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;
import java.util.List;
import java.util.Optional;

/**
 * Adam by the kernel in {@code optimizer.cu}; in a capture, where that is possible, by the kernels
 * that store the gradients.
 */
public final class CudaOptimizerKernels implements OptimizerKernels {
  record AdamFactors(
      double rate, double beta1, double beta2, Read<Integer> step, Written<Float> factors)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named, 8);
    }
  }

  record Adam(int size, Read<Float> gradients, AdamUpdate update) implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named + update.again(), update.flops());
    }
  }

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
    List<DeviceRange> known = context.resultsWithin(all, ParameterGradient.class);
    long done = 0;
    for (int i = 0; i < known.size(); i++) {
      long from = known.get(i).address() - all.address();
      long bytes = from < done ? 0 : takenAlong(known.subList(i, known.size()), all, update);
      if (bytes > 0) {
        launch(all, done, from, update);
        done = from + bytes;
      }
    }
    launch(all, done, all.bytes(), update);
  }

  /**
   * In a capture, lets the kernel that computes the first of these gradients take the step of its
   * parameters along, and the step of a bias behind it, too.
   *
   * @return the bytes of the gradients whose steps it takes
   */
  private long takenAlong(List<DeviceRange> known, Read<Float> all, AdamUpdate update) {
    DeviceRange first = known.getFirst();
    ParameterGradient gradient = context.originOf(first, ParameterGradient.class).orElseThrow();
    AdamUpdate ofFirst = update.slice(first.address() - all.address(), first.bytes());
    if (known.size() > 1) {
      DeviceRange next = known.get(1);
      AdamUpdate ofNext = update.slice(next.address() - all.address(), next.bytes());
      Optional<ParameterGradient.OfBias> bias =
          context
              .originOf(next, CudaColumns.BiasGradient.class)
              .filter(sums -> next.address() == first.address() + first.bytes())
              .map(sums -> new ParameterGradient.OfBias(sums, ofNext));
      if (bias.isPresent() && gradient.takeStep(ofFirst, bias)) {
        return first.bytes() + next.bytes();
      }
    }
    return gradient.takeStep(ofFirst, Optional.empty()) ? first.bytes() : 0;
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
