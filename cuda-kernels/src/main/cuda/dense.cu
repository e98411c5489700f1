// Dense products with their epilogue, and sums: dev.earshot.compute.DenseKernels.
//
// Forward    y = activation(x w + bias)     x n x k, w k x m, bias 1 x m, y n x m
// Backward   dw = x' g                      product_tn
//            dx = g w'                      product_nt
//            db = column sums of g          column_sums
//            g  = g where y > 0, else 0     relu_backward
//
// One tiled product serves all three layouts. A block of 256 threads computes a square tile of the result; slices
// of both operands go through shared memory, the next slice being fetched into registers while the present one is
// multiplied. Tiles of 32 x 32 (2 x 2 results a thread): a subgraph has 53 or 71 nodes, so the results are small
// and what counts is to have enough blocks to fill the device and few passes over the depth (32 deep). Tiles of
// 64 x 64 (4 x 4 results a thread, 16 deep) read half as much per result: for big products where cuBLAS is not
// there. Launch: grid (ceil(n / tile), ceil(m / tile)), block 256. Bias and ReLU happen in the store, which saves
// a launch and a trip through memory.
#include "common.cuh"

namespace earshot {

/** The element (i, j) of op(a), a being stored with `stride` elements a row; 0 outside rows x columns. */
template <bool TRANSPOSED>
__device__ float element(const float* a, int i, int j, int rows, int columns, int stride) {
  if (i >= rows || j >= columns) {
    return 0.0f;
  }
  return TRANSPOSED ? a[static_cast<size_t>(j) * stride + i] : a[static_cast<size_t>(i) * stride + j];
}

/**
 * c = activation(op(a) op(b) + beta c + bias), c rows x columns.
 *
 * shared: 2 * DEPTH * (TILE + 1) floats; the odd row length keeps the transposing stores off each other's banks.
 */
template <int TILE, int DEPTH, int EACH, bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void product(
    float* shared, int rows, int columns, int depth, const float* a, const float* b, float beta,
    const float* bias, int relu, float* c) {
  constexpr int kThreads = 256;
  constexpr int kAcross = TILE / EACH;
  constexpr int kLoads = TILE * DEPTH / kThreads;
  constexpr int kRow = TILE + 1;
  static_assert(kAcross * kAcross == kThreads, "a thread for each EACH x EACH results");
  float* slice_a = shared;
  float* slice_b = shared + DEPTH * kRow;
  int first_row = blockIdx.x * TILE;
  int first_column = blockIdx.y * TILE;
  int thread = threadIdx.x;
  int stride_a = TRANSPOSE_A ? rows : depth;
  int stride_b = TRANSPOSE_B ? depth : columns;
  float next_a[kLoads];
  float next_b[kLoads];
  float sum[EACH][EACH] = {};

  // Neighbouring threads read neighbouring addresses: along the depth where that is how the operand is stored.
  auto place_a = [&](int load, int* k, int* i) {
    int at = thread + load * kThreads;
    *k = TRANSPOSE_A ? at / TILE : at % DEPTH;
    *i = TRANSPOSE_A ? at % TILE : at / DEPTH;
  };
  auto place_b = [&](int load, int* k, int* j) {
    int at = thread + load * kThreads;
    *k = TRANSPOSE_B ? at % DEPTH : at / TILE;
    *j = TRANSPOSE_B ? at / DEPTH : at % TILE;
  };
  auto fetch = [&](int from) {
    for (int load = 0; load < kLoads; load++) {
      int k, i, j;
      place_a(load, &k, &i);
      next_a[load] = element<TRANSPOSE_A>(a, first_row + i, from + k, rows, depth, stride_a);
      place_b(load, &k, &j);
      next_b[load] = element<TRANSPOSE_B>(b, from + k, first_column + j, depth, columns, stride_b);
    }
  };

  fetch(0);
  for (int from = 0; from < depth; from += DEPTH) {
    for (int load = 0; load < kLoads; load++) {
      int k, i, j;
      place_a(load, &k, &i);
      slice_a[k * kRow + i] = next_a[load];
      place_b(load, &k, &j);
      slice_b[k * kRow + j] = next_b[load];
    }
    __syncthreads();
    if (from + DEPTH < depth) {
      fetch(from + DEPTH);
    }
#pragma unroll
    for (int k = 0; k < DEPTH; k++) {
      float left[EACH];
      float right[EACH];
#pragma unroll
      for (int e = 0; e < EACH; e++) {
        left[e] = slice_a[k * kRow + thread / kAcross + e * kAcross];
        right[e] = slice_b[k * kRow + thread % kAcross + e * kAcross];
      }
#pragma unroll
      for (int i = 0; i < EACH; i++) {
#pragma unroll
        for (int j = 0; j < EACH; j++) {
          sum[i][j] += left[i] * right[j];
        }
      }
    }
    __syncthreads();
  }

  for (int i = 0; i < EACH; i++) {
    for (int j = 0; j < EACH; j++) {
      int row = first_row + thread / kAcross + i * kAcross;
      int column = first_column + thread % kAcross + j * kAcross;
      if (row < rows && column < columns) {
        float* out = c + static_cast<size_t>(row) * columns + column;
        float value = blend(sum[i][j], beta, out) + (bias == nullptr ? 0.0f : bias[column]);
        *out = activate(value, relu);
      }
    }
  }
}

}  // namespace earshot

// Small and large tiles of x w, a' b and a b'.

extern "C" __global__ void __launch_bounds__(256) product_nn_32(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias, int relu,
    float* c) {
  __shared__ float slices[2 * 32 * 33];
  earshot::product<32, 32, 2, false, false>(slices, rows, columns, depth, a, b, beta, bias, relu, c);
}

extern "C" __global__ void __launch_bounds__(256) product_tn_32(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias, int relu,
    float* c) {
  __shared__ float slices[2 * 32 * 33];
  earshot::product<32, 32, 2, true, false>(slices, rows, columns, depth, a, b, beta, bias, relu, c);
}

extern "C" __global__ void __launch_bounds__(256) product_nt_32(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias, int relu,
    float* c) {
  __shared__ float slices[2 * 32 * 33];
  earshot::product<32, 32, 2, false, true>(slices, rows, columns, depth, a, b, beta, bias, relu, c);
}

extern "C" __global__ void __launch_bounds__(256) product_nn_64(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias, int relu,
    float* c) {
  __shared__ float slices[2 * 16 * 65];
  earshot::product<64, 16, 4, false, false>(slices, rows, columns, depth, a, b, beta, bias, relu, c);
}

extern "C" __global__ void __launch_bounds__(256) product_tn_64(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias, int relu,
    float* c) {
  __shared__ float slices[2 * 16 * 65];
  earshot::product<64, 16, 4, true, false>(slices, rows, columns, depth, a, b, beta, bias, relu, c);
}

extern "C" __global__ void __launch_bounds__(256) product_nt_64(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias, int relu,
    float* c) {
  __shared__ float slices[2 * 16 * 65];
  earshot::product<64, 16, 4, false, true>(slices, rows, columns, depth, a, b, beta, bias, relu, c);
}

// y = activation(y + bias), for products that someone else has made. A thread an element.
extern "C" __global__ void epilogue(int size, int columns, const float* bias, int relu, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    y[i] = earshot::activate(y[i] + (bias == nullptr ? 0.0f : bias[i % columns]), relu);
  }
}

// gradient = 0 where y <= 0. A thread an element.
extern "C" __global__ void relu_backward(int size, const float* y, float* gradient) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size && y[i] <= 0.0f) {
    gradient[i] = 0.0f;
  }
}

// sums_j = sum_i x_ij + beta sums_j. A block of 32 x 8 threads takes 32 columns: a warp reads 32 neighbouring
// columns of a row, the 8 warps every 8th row each, and their sums are added in the order of the warps. A block
// walks all rows, so the order of the additions, and with it the bits, does not hang on the device.
extern "C" __global__ void column_sums(int rows, int columns, const float* x, float beta, float* sums) {
  __shared__ float part[8][32];
  int column = blockIdx.x * 32 + threadIdx.x;
  float sum = 0.0f;
  if (column < columns) {
    for (int i = threadIdx.y; i < rows; i += 8) {
      sum += x[static_cast<size_t>(i) * columns + column];
    }
  }
  part[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && column < columns) {
    float total = 0.0f;
    for (int w = 0; w < 8; w++) {
      total += part[w][threadIdx.x];
    }
    sums[column] = earshot::blend(total, beta, sums + column);
  }
}

// y = alpha x + beta y. A thread an element.
extern "C" __global__ void add(int size, float alpha, const float* x, float beta, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) {
    y[i] = earshot::blend(alpha * x[i], beta, y + i);
  }
}
