// Dense products with their epilogue: dev.earshot.compute.DenseKernels, whose other kernels are in elements.cu.
//
// Forward    y = activation(x w + bias)     x n x k, w k x m, bias 1 x m, y n x m
// Backward   dw = x' g                      product_tn
//            dx = g w'                      product_nt
//
// Three tiled products, each for all three layouts; a block of 256 threads computes one tile of the result. Slices of
// both operands go through shared memory; the next slice is loaded into registers while this one is multiplied. Bias
// and ReLU are applied in the store, which saves a launch and a pass over memory.
//
// Small tiles, 32 x 32: a subgraph has 53 or 71 nodes, so there are few blocks, and the time of one block is what
// counts. A thread computes 4 x 4 results: two 16-byte reads of shared memory for 16 multiplications. A tile has work
// for 64 such threads, so four groups of 64 divide the depth among them and add their sums at the end, in a fixed
// order. Slices are 64 deep, so that there are few waits for memory. (2 x 2 results a thread over the whole depth would
// read shared memory four times as often.)
//
// Middle tiles, 64 x 64, 4 x 4 results a thread, 16 deep: half the memory traffic per result, for matrices with enough
// tiles for every multiprocessor. Large tiles, 128 x 128 (tile.cuh): half of that again, and a quarter of the reads of
// shared memory; for large products without cuBLAS.
#include "common.cuh"
#include "tile.cuh"

namespace earshot {

/** The element (i, j) of op(a), where a has rows of `stride` elements; 0 outside rows x columns. */
template <bool TRANSPOSED>
__device__ float element(const float* a, int i, int j, int rows, int columns, int stride) {
  if (i >= rows || j >= columns) {
    return 0.0f;
  }
  return TRANSPOSED ? a[static_cast<size_t>(j) * stride + i] : a[static_cast<size_t>(i) * stride + j];
}

/** The arguments of a product: c = activation(op(a) op(b) + beta c + bias), c rows x columns. */
struct Product {
  int rows, columns, depth;
  const float* a;
  const float* b;
  float beta;
  const float* bias;
  Activation activation;
  float* c;

  __device__ void store(int row, int column, float sum) const {
    if (row < rows && column < columns) {
      float* out = c + static_cast<size_t>(row) * columns + column;
      *out = activate(blend(sum, beta, out) + (bias == nullptr ? 0.0f : bias[column]), activation);
    }
  }
};

/** A slice of both operands, TILE x DEPTH and DEPTH x TILE, in registers between memory and shared memory. */
template <int TILE, int DEPTH, bool TRANSPOSE_A, bool TRANSPOSE_B>
struct Slice {
  static constexpr int kLoads = TILE * DEPTH / kThreads;
  float a[kLoads];
  float b[kLoads];

  // Neighbouring threads read neighbouring addresses: along the depth if the operand is stored so.

  __device__ static int depth_a(int at) { return TRANSPOSE_A ? at / TILE : at % DEPTH; }

  __device__ static int row_a(int at) { return TRANSPOSE_A ? at % TILE : at / DEPTH; }

  __device__ static int depth_b(int at) { return TRANSPOSE_B ? at % DEPTH : at / TILE; }

  __device__ static int column_b(int at) { return TRANSPOSE_B ? at / DEPTH : at % TILE; }

  __device__ void fetch(const Product& p, int first_row, int first_column, int from) {
#pragma unroll
    for (int load = 0; load < kLoads; load++) {
      int at = threadIdx.x + load * kThreads;
      a[load] = element<TRANSPOSE_A>(
          p.a, first_row + row_a(at), from + depth_a(at), p.rows, p.depth, TRANSPOSE_A ? p.rows : p.depth);
      b[load] = element<TRANSPOSE_B>(
          p.b, from + depth_b(at), first_column + column_b(at), p.depth, p.columns,
          TRANSPOSE_B ? p.depth : p.columns);
    }
  }

  /** Stores both slices with the depth outermost, `stride` elements apart. */
  __device__ void store(float* slice_a, float* slice_b, int stride) const {
#pragma unroll
    for (int load = 0; load < kLoads; load++) {
      int at = threadIdx.x + load * kThreads;
      slice_a[depth_a(at) * stride + row_a(at)] = a[load];
      slice_b[depth_b(at) * stride + column_b(at)] = b[load];
    }
  }
};

/** The tiles of the three products; the large one's is in tile.cuh. */
constexpr int kSmallTile = 32;
constexpr int kMiddleTile = 64;

constexpr int kSmallDepth = 64;

/** Rows of shared slices begin at multiples of 16 bytes. */
constexpr int kSmallStride = kSmallTile + 4;

constexpr int kSmallShared = 2 * kSmallDepth * kSmallStride;

/** shared: kSmallShared floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void small_product(float* shared, Product p) {
  constexpr int kTile = kSmallTile;
  constexpr int kGroups = 4;
  constexpr int kEach = 4;
  float* slice_a = shared;
  float* slice_b = shared + kSmallDepth * kSmallStride;
  int first_row = blockIdx.x * kTile;
  int first_column = blockIdx.y * kTile;
  int group = threadIdx.x / 64;
  int row = threadIdx.x % 64 / 8 * kEach;
  int column = threadIdx.x % 8 * kEach;
  Slice<kTile, kSmallDepth, TRANSPOSE_A, TRANSPOSE_B> next;
  float sum[kEach][kEach] = {};
  next.fetch(p, first_row, first_column, 0);
  for (int from = 0; from < p.depth; from += kSmallDepth) {
    next.store(slice_a, slice_b, kSmallStride);
    __syncthreads();
    if (from + kSmallDepth < p.depth) {
      next.fetch(p, first_row, first_column, from + kSmallDepth);
    }
#pragma unroll
    for (int step = 0; step < kSmallDepth / kGroups; step++) {
      int k = group * (kSmallDepth / kGroups) + step;
      float4 left = *reinterpret_cast<const float4*>(slice_a + k * kSmallStride + row);
      float4 right = *reinterpret_cast<const float4*>(slice_b + k * kSmallStride + column);
      float lefts[kEach] = {left.x, left.y, left.z, left.w};
      float rights[kEach] = {right.x, right.y, right.z, right.w};
#pragma unroll
      for (int i = 0; i < kEach; i++) {
#pragma unroll
        for (int j = 0; j < kEach; j++) {
          sum[i][j] += lefts[i] * rights[j];
        }
      }
    }
    __syncthreads();
  }
  // The sums of the groups overwrite the slices.
#pragma unroll
  for (int i = 0; i < kEach; i++) {
    float4 four = {sum[i][0], sum[i][1], sum[i][2], sum[i][3]};
    *reinterpret_cast<float4*>(shared + (group * kTile + row + i) * kTile + column) = four;
  }
  __syncthreads();
  for (int at = threadIdx.x; at < kTile * kTile; at += kThreads) {
    float total = 0.0f;
    for (int g = 0; g < kGroups; g++) {
      total += shared[g * kTile * kTile + at];
    }
    p.store(first_row + at / kTile, first_column + at % kTile, total);
  }
}

constexpr int kMiddleDepth = 16;

/** One more than the tile, so that transposing stores go to different banks. */
constexpr int kMiddleStride = kMiddleTile + 1;

constexpr int kMiddleShared = 2 * kMiddleDepth * kMiddleStride;

/** shared: kMiddleShared floats. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void middle_product(float* shared, Product p) {
  constexpr int kTile = kMiddleTile;
  constexpr int kEach = 4;
  constexpr int kAcross = kTile / kEach;
  float* slice_a = shared;
  float* slice_b = shared + kMiddleDepth * kMiddleStride;
  int first_row = blockIdx.x * kTile;
  int first_column = blockIdx.y * kTile;
  int row = threadIdx.x / kAcross;
  int column = threadIdx.x % kAcross;
  Slice<kTile, kMiddleDepth, TRANSPOSE_A, TRANSPOSE_B> next;
  float sum[kEach][kEach] = {};
  next.fetch(p, first_row, first_column, 0);
  for (int from = 0; from < p.depth; from += kMiddleDepth) {
    next.store(slice_a, slice_b, kMiddleStride);
    __syncthreads();
    if (from + kMiddleDepth < p.depth) {
      next.fetch(p, first_row, first_column, from + kMiddleDepth);
    }
#pragma unroll
    for (int k = 0; k < kMiddleDepth; k++) {
      float left[kEach];
      float right[kEach];
#pragma unroll
      for (int e = 0; e < kEach; e++) {
        left[e] = slice_a[k * kMiddleStride + row + e * kAcross];
        right[e] = slice_b[k * kMiddleStride + column + e * kAcross];
      }
#pragma unroll
      for (int i = 0; i < kEach; i++) {
#pragma unroll
        for (int j = 0; j < kEach; j++) {
          sum[i][j] += left[i] * right[j];
        }
      }
    }
    __syncthreads();
  }
  for (int i = 0; i < kEach; i++) {
    for (int j = 0; j < kEach; j++) {
      p.store(first_row + row + i * kAcross, first_column + column + j * kAcross, sum[i][j]);
    }
  }
}

/** shared: Tile128::kSharedFloats floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void large_product(float* shared, Product p) {
  int first_row = blockIdx.x * Tile128::kTile;
  int first_column = blockIdx.y * Tile128::kTile;
  Tile128 tile;
  tile.multiply<!TRANSPOSE_A, TRANSPOSE_B>(
      p.depth,
      [=](int i, int k) {
        return element<TRANSPOSE_A>(p.a, first_row + i, k, p.rows, p.depth, TRANSPOSE_A ? p.rows : p.depth);
      },
      [=](int j, int k) {
        return element<TRANSPOSE_B>(
            p.b, k, first_column + j, p.depth, p.columns, TRANSPOSE_B ? p.depth : p.columns);
      },
      shared);
#pragma unroll
  for (int i = 0; i < Tile128::kEach; i++) {
#pragma unroll
    for (int j = 0; j < Tile128::kEach; j++) {
      p.store(first_row + Tile128::row(i), first_column + Tile128::column(j), tile.sum[i][j]);
    }
  }
}

}  // namespace earshot

// Small, middle and large tiles of x w, a' b and a b'.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_32(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product<false, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_tn_32(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product<true, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nt_32(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product<false, true>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_64(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product<false, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_tn_64(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product<true, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nt_64(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product<false, true>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_nn_128(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::Tile128::kSharedFloats];
  earshot::large_product<false, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_tn_128(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::Tile128::kSharedFloats];
  earshot::large_product<true, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_nt_128(
    int rows, int columns, int depth, const float* a, const float* b, float beta, const float* bias,
    earshot::Activation activation, float* c) {
  __shared__ __align__(16) float slices[earshot::Tile128::kSharedFloats];
  earshot::large_product<false, true>(slices, {rows, columns, depth, a, b, beta, bias, activation, c});
}
