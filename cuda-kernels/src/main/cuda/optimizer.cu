// Adam over one flat buffer that holds all parameters: dev.earshot.compute.OptimizerKernels.
//
//   m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
//   p = p kept - rate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon),   t = step + 1
//
// One launch for all parameters: a model has 50,000 to 200,000, and a launch for each matrix would cost more than the
// work. A thread a parameter. The two powers depend on the step, which is in device memory; one thread of a block
// computes them in double for all.
#include "common.cuh"

extern "C" __global__ void __launch_bounds__(earshot::kThreads) adam(
    int size, double rate, double beta1, double beta2, float epsilon, float kept, const float* gradients,
    const int* step, float* parameters, float* mean, float* variance) {
  __shared__ float step_size;
  __shared__ float variance_factor;
  if (threadIdx.x == 0) {
    double t = *step + 1.0;
    step_size = static_cast<float>(rate / (1.0 - pow(beta1, t)));
    variance_factor = static_cast<float>(1.0 / (1.0 - pow(beta2, t)));
  }
  __syncthreads();
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= size) {
    return;
  }
  float g = gradients[i];
  float m = static_cast<float>(beta1) * mean[i] + static_cast<float>(1.0 - beta1) * g;
  float v = static_cast<float>(beta2) * variance[i] + static_cast<float>(1.0 - beta2) * g * g;
  mean[i] = m;
  variance[i] = v;
  parameters[i] = parameters[i] * kept - step_size * m / (sqrtf(v * variance_factor) + epsilon);
}
