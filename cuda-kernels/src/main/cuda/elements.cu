// The element-wise and column-wise operations of dev.earshot.compute.DenseKernels; its products are in dense.cu.
//
// Forward    y = activation(y + bias)       epilogue, after a product by a library
//            y = alpha x + beta y           add
// Backward   db = column sums of g          column_sums
//            g  = g where y > 0, else 0     relu_backward; both at once: epilogue_backward
#include "columns.cuh"

// y = activation(y + bias), after a product by a library. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) epilogue(
    int size, int columns, const float* __restrict__ bias, earshot::Activation activation, float* __restrict__ y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    y[i] = earshot::activate(y[i] + (bias == nullptr ? 0.0f : bias[i % columns]), activation);
  }
}

// gradient = 0 where y <= 0. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) relu_backward(
    int size, const float* __restrict__ y, float* __restrict__ gradient) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size && y[i] <= 0.0f) {
    gradient[i] = 0.0f;
  }
}

namespace earshot {

/**
 * sums_j = sum_i element(i, j) + beta sums_j. A block of 32 x 8 threads takes 32 columns and one part of the rows: a
 * warp reads 32 neighbouring columns of every 8th row, and the sums of the warps are added in their order. Tall
 * matrices have several parts (gridDim.y > 1): each leaves its sums in `partials`, and the last block to finish adds
 * them in the order of the parts. The number of parts depends on the number of rows alone, so the order of the
 * additions, and with it the bits, is the same on every device.
 *
 * partials: gridDim.y x columns. tickets: one for each block of columns, 0 before and after.
 */
template <class Read, class Element>
__device__ void sum_columns(
    int rows, int columns, Read read, Element element, float beta, float* sums, float* partials, unsigned* tickets) {
  __shared__ float warp_sums[kWarps][kWarp];
  __shared__ bool last;
  int column = blockIdx.x * kWarp + threadIdx.x;
  int part_rows = (rows + gridDim.y - 1) / gridDim.y;
  int end = (blockIdx.y + 1) * part_rows < rows ? (blockIdx.y + 1) * part_rows : rows;
  float sum = 0.0f;
  if (column < columns) {
    sum = sum_of_rows(
        blockIdx.y * part_rows + threadIdx.y, end, [=](int i) { return read(i, column); },
        [=](int i, auto values) { return element(i, column, values); });
  }
  warp_sums[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  bool mine = threadIdx.y == 0 && column < columns;
  float total = 0.0f;
  for (int w = 0; mine && w < kWarps; w++) {
    total += warp_sums[w][threadIdx.x];
  }
  if (gridDim.y > 1) {
    if (mine) {
      partials[blockIdx.y * columns + column] = total;
      __threadfence();
    }
    __syncthreads();
    if (threadIdx.x == 0 && threadIdx.y == 0) {
      last = atomicAdd(tickets + blockIdx.x, 1u) == gridDim.y - 1;
    }
    __syncthreads();
    if (!last) {
      return;
    }
    __threadfence();
    total = 0.0f;
    for (int y = 0; mine && y < gridDim.y; y++) {
      total += static_cast<volatile float*>(partials)[y * columns + column];
    }
    if (threadIdx.x == 0 && threadIdx.y == 0) {
      tickets[blockIdx.x] = 0;
    }
  }
  if (mine) {
    sums[column] = blend(total, beta, sums + column);
  }
}

/** An output of ReLU and the gradient with respect to it. */
struct Passed {
  float y;
  float slope;
};

}  // namespace earshot

// sums_j = sum_i x_ij + beta sums_j.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) column_sums(
    int rows, int columns, const float* __restrict__ x, float beta, float* __restrict__ sums, float* partials,
    unsigned* tickets) {
  earshot::sum_columns(
      rows, columns, [=](int i, int j) { return x[static_cast<size_t>(i) * columns + j]; },
      [](int, int, float value) { return value; }, beta, sums, partials, tickets);
}

// relu_backward, then column_sums of its result, in one pass over the gradient: one launch fewer on the longest chain
// of each layer's backward pass, and the gradient is read once.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) epilogue_backward(
    int rows, int columns, const float* __restrict__ y, float* __restrict__ gradient, float beta,
    float* __restrict__ sums, float* partials, unsigned* tickets) {
  earshot::sum_columns(
      rows, columns,
      [=](int i, int j) {
        size_t at = static_cast<size_t>(i) * columns + j;
        return earshot::Passed{y[at], gradient[at]};
      },
      [=](int i, int j, earshot::Passed passed) {
        if (passed.y <= 0.0f) {
          gradient[static_cast<size_t>(i) * columns + j] = 0.0f;
        }
        return passed.y <= 0.0f ? 0.0f : passed.slope;
      },
      beta, sums, partials, tickets);
}

// y = x where x > 0, else exp(x) - 1. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) elu(
    int size, const float* __restrict__ x, float* __restrict__ y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    y[i] = x[i] > 0.0f ? x[i] : expm1f(x[i]);
  }
}

// x_gradient = gradient (y > 0 ? 1 : y + 1) + beta x_gradient. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) elu_backward(
    int size, const float* __restrict__ y, const float* __restrict__ gradient, float beta,
    float* __restrict__ x_gradient) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    x_gradient[i] = earshot::blend(gradient[i] * (y[i] > 0.0f ? 1.0f : y[i] + 1.0f), beta, x_gradient + i);
  }
}

namespace earshot {

constexpr float kNormalizationEpsilon = 1e-5f;

}  // namespace earshot

// The gradient of a bias, and Adam's step of it. Blocks as in column_sums.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) column_sums_of_passes(
    int columns, int bias_rows, const float* __restrict__ bias_x, int other_bias_rows,
    const float* __restrict__ other_bias_x, int third_bias_rows, const float* __restrict__ third_bias_x,
    int fourth_bias_rows, const float* __restrict__ fourth_bias_x, float beta, float* __restrict__ sums, double beta1,
    double beta2, float epsilon, float kept, const float* __restrict__ factors, float* __restrict__ parameters,
    float* __restrict__ mean, float* __restrict__ variance) {
  earshot::BiasGradient gradient = {
      {{bias_rows, bias_x}, {other_bias_rows, other_bias_x}, {third_bias_rows, third_bias_x},
       {fourth_bias_rows, fourth_bias_x}},
      beta, sums, {beta1, beta2, epsilon, kept, factors, parameters, mean, variance}};
  gradient.store(blockIdx.x * earshot::kWarp + threadIdx.x, columns, threadIdx.x, threadIdx.y);
}

// y = scale (x - mean) / deviation + shift by column; moments: the means, then 1 / deviation. A block of 32 x 8 threads
// takes 32 columns.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) normalize_columns(
    int rows, int columns, const float* __restrict__ x, const float* __restrict__ scale,
    const float* __restrict__ shift, float* __restrict__ moments, float* __restrict__ y) {
  int column = blockIdx.x * earshot::kWarp + threadIdx.x;
  float mean = earshot::sum_of_column(rows, column, columns, threadIdx.x, threadIdx.y, [=](size_t at) { return x[at]; }) / rows;
  float variance = earshot::sum_of_column(rows, column, columns, threadIdx.x, threadIdx.y, [=](size_t at) {
                     return (x[at] - mean) * (x[at] - mean);
                   }) /
      rows;
  float inverse = 1.0f / sqrtf(variance + earshot::kNormalizationEpsilon);
  if (column >= columns) {
    return;
  }
  if (threadIdx.y == 0) {
    moments[column] = mean;
    moments[columns + column] = inverse;
  }
  for (int i = threadIdx.y; i < rows; i += earshot::kWarps) {
    size_t at = static_cast<size_t>(i) * columns + column;
    y[at] = scale[column] * (x[at] - mean) * inverse + shift[column];
  }
}

// With h = (x - mean) / deviation: dscale = sum g h, dshift = sum g (affine_gradient), and x_gradient = scale /
// deviation (g - dshift / n - h dscale / n) + beta x_gradient. Blocks as in normalize_columns.
extern "C" __global__ void __launch_bounds__(earshot::kThreads, 6) normalize_columns_backward(
    int rows, int columns, const float* __restrict__ x, const float* __restrict__ scale,
    const float* __restrict__ moments, const float* __restrict__ gradient, float beta, float* __restrict__ x_gradient,
    float* __restrict__ affine_gradient) {
  int column = blockIdx.x * earshot::kWarp + threadIdx.x;
  float mean = column < columns ? moments[column] : 0.0f;
  float inverse = column < columns ? moments[columns + column] : 0.0f;
  float by_scale = earshot::sum_of_column(rows, column, columns, threadIdx.x, threadIdx.y, [=](size_t at) {
    return gradient[at] * (x[at] - mean) * inverse;
  });
  float by_shift = earshot::sum_of_column(rows, column, columns, threadIdx.x, threadIdx.y, [=](size_t at) { return gradient[at]; });
  if (column >= columns) {
    return;
  }
  if (threadIdx.y == 0) {
    affine_gradient[column] = by_scale;
    affine_gradient[columns + column] = by_shift;
  }
  float factor = scale[column] * inverse;
  for (int i = threadIdx.y; i < rows; i += earshot::kWarps) {
    size_t at = static_cast<size_t>(i) * columns + column;
    float h = (x[at] - mean) * inverse;
    float slope = factor * (gradient[at] - by_shift / rows - h * by_scale / rows);
    x_gradient[at] = earshot::blend(slope, beta, x_gradient + at);
  }
}

// y = alpha x + beta y. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) add(
    int size, float alpha, const float* x, float beta, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    y[i] = earshot::blend(alpha * x[i], beta, y + i);
  }
}
