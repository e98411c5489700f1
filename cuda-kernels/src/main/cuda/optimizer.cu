// Adam over one flat buffer that holds all parameters: dev.earshot.compute.OptimizerKernels.
//
//   m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
//   p = p kept - rate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon),   t = step + 1
//
// One launch for all parameters: a model has 50,000 to 200,000, and a launch for each matrix would cost more than the
// work. A thread a parameter. In a captured step the kernels that store the gradients do it themselves (dense.cu,
// elements.cu), and no launch is left for it. The two factors with powers depend on the step alone, which is in device
// memory: adam_factors computes them in double, once a step, while the step's other work is under way.
#include "adam.cuh"

// factors: rate / (1 - beta1^t), then 1 / (1 - beta2^t). One thread.
extern "C" __global__ void __launch_bounds__(32) adam_factors(
    double rate, double beta1, double beta2, const int* __restrict__ step, float* __restrict__ factors) {
  if (threadIdx.x == 0) {
    double t = *step + 1.0;
    factors[0] = static_cast<float>(rate / (1.0 - pow(beta1, t)));
    factors[1] = static_cast<float>(1.0 / (1.0 - pow(beta2, t)));
  }
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) adam(
    int size, const float* __restrict__ gradients, double beta1, double beta2, float epsilon, float kept,
    const float* __restrict__ factors, float* __restrict__ parameters, float* __restrict__ mean,
    float* __restrict__ variance) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  earshot::AdamStep step = {beta1, beta2, epsilon, kept, factors, parameters, mean, variance};
  if (i < size) {
    step.apply(i, gradients[i]);
  }
}
