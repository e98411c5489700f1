package dev.earshot.compute.simd;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.OptimizerKernels;

final class SimdOptimizerKernels implements OptimizerKernels {
  private final VectorOps ops;
  private final AdamFactors factors = new AdamFactors();

  SimdOptimizerKernels(VectorOps ops) {
    this.ops = ops;
  }

  @Override
  public void adam(
      AdamSettings settings,
      Matrix parameters,
      Matrix gradients,
      Matrix mean,
      Matrix variance,
      Indices step) {
    factors.set(settings, HeapIndices.of(step).get(0) + 1);
    SimdMatrix p = SimdMatrix.written(parameters);
    SimdMatrix g = SimdMatrix.of(gradients);
    SimdMatrix m = SimdMatrix.written(mean);
    SimdMatrix v = SimdMatrix.written(variance);
    ops.adam(
        factors, p.data, p.offset, g.data, g.offset, m.data, m.offset, v.data, v.offset, p.size());
  }
}
