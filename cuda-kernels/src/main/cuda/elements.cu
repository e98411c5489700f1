// The element-wise and column-wise operations of dev.earshot.compute.DenseKernels; its products are in dense.cu.
//
// Forward    y = activation(y + bias)       epilogue, after a product by a library
//            y = alpha x + beta y           add
// Backward   db = column sums of g          column_sums
//            g  = g where y > 0, else 0     relu_backward; both at once: epilogue_backward
#include "common.cuh"

// y = activation(y + bias), after a product by a library. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) epilogue(
    int size, int columns, const float* bias, earshot::Activation activation, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    y[i] = earshot::activate(y[i] + (bias == nullptr ? 0.0f : bias[i % columns]), activation);
  }
}

// gradient = 0 where y <= 0. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) relu_backward(
    int size, const float* y, float* gradient) {
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
template <class Element>
__device__ void sum_columns(
    int rows, int columns, Element element, float beta, float* sums, float* partials, unsigned* tickets) {
  __shared__ float warp_sums[kWarps][kWarp];
  __shared__ bool last;
  int column = blockIdx.x * kWarp + threadIdx.x;
  int part_rows = (rows + gridDim.y - 1) / gridDim.y;
  int end = (blockIdx.y + 1) * part_rows < rows ? (blockIdx.y + 1) * part_rows : rows;
  float sum = 0.0f;
  if (column < columns) {
    for (int i = blockIdx.y * part_rows + threadIdx.y; i < end; i += kWarps) {
      sum += element(i, column);
    }
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

}  // namespace earshot

// sums_j = sum_i x_ij + beta sums_j.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) column_sums(
    int rows, int columns, const float* x, float beta, float* sums, float* partials, unsigned* tickets) {
  earshot::sum_columns(
      rows, columns, [=](int i, int j) { return x[static_cast<size_t>(i) * columns + j]; }, beta, sums, partials,
      tickets);
}

// relu_backward, then column_sums of its result, in one pass over the gradient: one launch fewer on the longest chain
// of each layer's backward pass, and the gradient is read once.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) epilogue_backward(
    int rows, int columns, const float* y, float* gradient, float beta, float* sums, float* partials,
    unsigned* tickets) {
  earshot::sum_columns(
      rows, columns,
      [=](int i, int j) {
        size_t at = static_cast<size_t>(i) * columns + j;
        float slope = gradient[at];
        if (y[at] <= 0.0f) {
          slope = 0.0f;
          gradient[at] = slope;
        }
        return slope;
      },
      beta, sums, partials, tickets);
}

// y = alpha x + beta y. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) add(
    int size, float alpha, const float* x, float beta, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    y[i] = earshot::blend(alpha * x[i], beta, y + i);
  }
}
