// One step of Adam for one parameter, for optimizer.cu and for the kernels that store gradients.
#pragma once

#include "common.cuh"

namespace earshot {

/**
 * The step for parameters, means and variances; factors: see optimizer.cu. All null: there is none.
 *
 * Every operation is rounded by itself, so that a parameter gets the same bits in whichever kernel.
 */
struct AdamStep {
  double beta1;
  double beta2;
  float epsilon;
  float kept;
  const float* factors;
  float* parameters;
  float* mean;
  float* variance;

  __device__ void apply(size_t i, float g) const {
    float old_mean = mean[i];
    float old_variance = variance[i];
    float old = parameters[i];
    float m = __fadd_rn(
        __fmul_rn(static_cast<float>(beta1), old_mean), __fmul_rn(static_cast<float>(1.0 - beta1), g));
    float v = __fadd_rn(
        __fmul_rn(static_cast<float>(beta2), old_variance),
        __fmul_rn(__fmul_rn(static_cast<float>(1.0 - beta2), g), g));
    mean[i] = m;
    variance[i] = v;
    float change = __fmul_rn(factors[0], m) / __fadd_rn(sqrtf(__fmul_rn(v, factors[1])), epsilon);
    parameters[i] = __fadd_rn(__fmul_rn(old, kept), -change);
  }
};

}  // namespace earshot
