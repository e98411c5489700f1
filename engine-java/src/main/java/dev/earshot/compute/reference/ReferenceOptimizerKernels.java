package dev.earshot.compute.reference;

import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.OptimizerKernels;

final class ReferenceOptimizerKernels implements OptimizerKernels {
  @Override
  public void adam(
      AdamSettings settings,
      Matrix parameters,
      Matrix gradients,
      Matrix mean,
      Matrix variance,
      Indices step) {
    var p = ReferenceMatrix.of(parameters);
    var g = ReferenceMatrix.of(gradients);
    var m = ReferenceMatrix.of(mean);
    var v = ReferenceMatrix.of(variance);
    int t = HeapIndices.of(step).get(0) + 1;
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
    double meanCorrection = 1 - Math.pow(beta1, t);
    double varianceCorrection = 1 - Math.pow(beta2, t);
    for (int i = 0; i < parameters.size(); i++) {
      double slope = g.data[g.offset + i];
      double newMean = beta1 * m.data[m.offset + i] + (1 - beta1) * slope;
      double newVariance = beta2 * v.data[v.offset + i] + (1 - beta2) * slope * slope;
      m.data[m.offset + i] = newMean;
      v.data[v.offset + i] = newVariance;
      double move =
          newMean
              / meanCorrection
              / (Math.sqrt(newVariance / varianceCorrection) + settings.epsilon());
      double kept = 1 - settings.learningRate() * settings.weightDecay();
      p.data[p.offset + i] = p.data[p.offset + i] * kept - settings.learningRate() * move;
    }
  }
}
