package dev.earshot.compute.simd;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.OptimizerKernels;
import java.util.Arrays;

/** Adam in a plain loop, which the compiler turns into vector instructions. */
final class SimdOptimizerKernels implements OptimizerKernels {
  private final AdamFactors factors = new AdamFactors();

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
    int n = p.size();
    if (p.offset == g.offset && p.offset == m.offset && p.offset == v.offset) {
      update(factors, p.data, g.data, m.data, v.data, p.offset, p.offset + n);
      return;
    }
    float[] ps = copy(p);
    float[] ms = copy(m);
    float[] vs = copy(v);
    update(factors, ps, copy(g), ms, vs, 0, n);
    System.arraycopy(ps, 0, p.data, p.offset, n);
    System.arraycopy(ms, 0, m.data, m.offset, n);
    System.arraycopy(vs, 0, v.data, v.offset, n);
  }

  private static float[] copy(SimdMatrix x) {
    return Arrays.copyOfRange(x.data, x.offset, x.offset + x.size());
  }

  /** One index for all arrays: with several, the compiler makes no vector instructions. */
  private static void update(
      AdamFactors factors, float[] p, float[] g, float[] m, float[] v, int from, int to) {
    for (int i = from; i < to; i++) {
      float mean = Fused.multiplyAdd(m[i], factors.beta1, g[i] * factors.oneMinusBeta1);
      float variance = Fused.multiplyAdd(v[i], factors.beta2, g[i] * factors.oneMinusBeta2 * g[i]);
      m[i] = mean;
      v[i] = variance;
      float root = (float) Math.sqrt(variance * factors.varianceScale) + factors.epsilon;
      p[i] = p[i] * factors.kept - mean * factors.rate / root;
    }
  }
}
