// Dense products with their epilogue: dev.earshot.compute.DenseKernels, whose other kernels are in elements.cu.
//
// Forward    y = activation(x w + bias)     x n x k, w k x m, bias 1 x m, y n x m
// Backward   dw = x' g                      product_tn
//            dx = g w'                      product_nt
//
// Three tiled products, each for all three layouts; a block of 256 threads computes one tile of the result. Slices of
// both operands go through shared memory (tile.cuh). Bias and ReLU are applied in the store, which saves a launch and a
// pass over memory.
//
// Small tiles, 32 x 32: a subgraph has 53 or 71 nodes, so there are few blocks, and the time of one block is what
// counts. A thread computes 4 x 4 results: two 16-byte reads of shared memory for 16 multiplications. A tile has work
// for 64 such threads, so four groups of 64 divide the depth among them and add their sums at the end, in a fixed
// order. Slices are 64 deep, so that there are few waits for memory. (2 x 2 results a thread over the whole depth would
// read shared memory four times as often.)
//
// Middle tiles, 64 x 64, 4 x 4 results a thread, 16 deep: half the memory traffic per result, for matrices with enough
// tiles for every multiprocessor. Large tiles, 128 x 128, 16 deep: half of that again, and half the reads of shared
// memory; for large products without cuBLAS.
#include "common.cuh"
#include "tile.cuh"

namespace earshot {

/**
 * The arguments of a product: c = activation(op(a) op(b) + beta c + bias), c rows x columns.
 *
 * passed: null, or rows x columns outputs of ReLU; where one is 0, c becomes 0: the gradient with respect to its input.
 */
struct Product {
  int rows, columns, depth;
  const float* a;
  const float* b;
  float beta;
  const float* bias;
  Activation activation;
  const float* passed;
  float* c;

  /** The rows of op(a) from the first of a tile on, a stored along the depth or not. */
  template <bool TRANSPOSED>
  __device__ Operand rows_from(int first) const {
    return TRANSPOSED ? Operand{a + first, rows - first, depth, rows}
                      : Operand{a + static_cast<size_t>(first) * depth, rows - first, depth, depth};
  }

  /** The same for the columns of op(b). */
  template <bool TRANSPOSED>
  __device__ Operand columns_from(int first) const {
    return TRANSPOSED ? Operand{b + static_cast<size_t>(first) * depth, columns - first, depth, depth}
                      : Operand{b + first, columns - first, depth, columns};
  }

  __device__ void store(int row, int column, float sum) const {
    if (row < rows && column < columns) {
      size_t at = static_cast<size_t>(row) * columns + column;
      float* out = c + at;
      if (passed != nullptr && passed[at] <= 0.0f) {
        *out = 0.0f;
        return;
      }
      *out = activate(blend(sum, beta, out) + (bias == nullptr ? 0.0f : bias[column]), activation);
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

/** operand_a: the rows of op(a) of this block's tile. shared: kSmallShared floats, aligned to 16 bytes. */
template <class LoaderA, bool TRANSPOSE_B, class OperandA>
__device__ void small_product(float* shared, Product p, OperandA operand_a) {
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
  LoaderA next_a(operand_a);
  Loader<kTile, kSmallDepth, kSmallStride, TRANSPOSE_B> next_b(p.columns_from<TRANSPOSE_B>(first_column));
  float sum[kEach][kEach] = {};
  next_a.fetch(0);
  next_b.fetch(0);
  for (int from = 0; from < p.depth; from += kSmallDepth) {
    next_a.store(slice_a);
    next_b.store(slice_b);
    __syncthreads();
    if (from + kSmallDepth < p.depth) {
      next_a.fetch(from + kSmallDepth);
      next_b.fetch(from + kSmallDepth);
    }
#pragma unroll
    for (int step = 0; step < kSmallDepth / kGroups; step++) {
      int k = group * (kSmallDepth / kGroups) + step;
      float lefts[kEach];
      float rights[kEach];
      read_four(slice_a + k * kSmallStride + row, lefts);
      read_four(slice_b + k * kSmallStride + column, rights);
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

/** shared: kSmallShared floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void small_product(float* shared, Product p) {
  small_product<Loader<kSmallTile, kSmallDepth, kSmallStride, !TRANSPOSE_A>, TRANSPOSE_B>(
      shared, p, p.rows_from<TRANSPOSE_A>(blockIdx.x * kSmallTile));
}

/** The product of A x, which is gathered, in place of a. */
template <bool TRANSPOSE_B>
__device__ void gathered_product(
    float* shared, Product p, const int* offsets, const int* indices, const float* values) {
  int first_row = blockIdx.x * kSmallTile;
  Operand x = {p.a, p.rows - first_row, p.depth, p.depth};
  small_product<GatherLoader<kSmallTile, kSmallDepth, kSmallStride>, TRANSPOSE_B>(
      shared, p, GatheredOperand{offsets + first_row, indices, values, x});
}

constexpr int kMiddleDepth = 16;

/** Rows of shared slices begin at multiples of 16 bytes. */
constexpr int kMiddleStride = kMiddleTile + 4;

constexpr int kMiddleShared = 2 * kMiddleDepth * kMiddleStride;

/** shared: kMiddleShared floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void middle_product(float* shared, Product p) {
  constexpr int kTile = kMiddleTile;
  constexpr int kEach = 4;
  constexpr int kAcross = kTile / kEach;
  float* slice_a = shared;
  float* slice_b = shared + kMiddleDepth * kMiddleStride;
  int first_row = blockIdx.x * kTile;
  int first_column = blockIdx.y * kTile;
  int row = threadIdx.x / kAcross * kEach;
  int column = threadIdx.x % kAcross * kEach;
  Loader<kTile, kMiddleDepth, kMiddleStride, !TRANSPOSE_A> next_a(p.rows_from<TRANSPOSE_A>(first_row));
  Loader<kTile, kMiddleDepth, kMiddleStride, TRANSPOSE_B> next_b(p.columns_from<TRANSPOSE_B>(first_column));
  float sum[kEach][kEach] = {};
  next_a.fetch(0);
  next_b.fetch(0);
  for (int from = 0; from < p.depth; from += kMiddleDepth) {
    next_a.store(slice_a);
    next_b.store(slice_b);
    __syncthreads();
    if (from + kMiddleDepth < p.depth) {
      next_a.fetch(from + kMiddleDepth);
      next_b.fetch(from + kMiddleDepth);
    }
#pragma unroll
    for (int k = 0; k < kMiddleDepth; k++) {
      float left[kEach];
      float right[kEach];
      read_four(slice_a + k * kMiddleStride + row, left);
      read_four(slice_b + k * kMiddleStride + column, right);
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
      p.store(first_row + row + i, first_column + column + j, sum[i][j]);
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
      p.rows_from<TRANSPOSE_A>(first_row), p.columns_from<TRANSPOSE_B>(first_column), shared);
#pragma unroll
  for (int i = 0; i < Tile128::kEach; i++) {
#pragma unroll
    for (int j = 0; j < Tile128::kEach; j++) {
      p.store(first_row + Tile128::row(i), first_column + Tile128::column(j), tile.sum[i][j]);
    }
  }
}

}  // namespace earshot

// (A x) w and (A x) b' with a sparse A, small tiles. A x is also stored, by propagate, for those who need it later; here
// the few entries of a row are gathered anew, so that the product need not wait for that launch.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_gathered(
    int rows, int columns, int depth, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const float* __restrict__ x, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::gathered_product<false>(
      slices, {rows, columns, depth, x, b, beta, bias, activation, passed, c}, offsets, indices, values);
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nt_gathered(
    int rows, int columns, int depth, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const float* __restrict__ x, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::gathered_product<true>(
      slices, {rows, columns, depth, x, b, beta, bias, activation, passed, c}, offsets, indices, values);
}

// Small, middle and large tiles of x w, a' b and a b'.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_32(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product<false, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_tn_32(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product<true, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nt_32(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product<false, true>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_64(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product<false, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_tn_64(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product<true, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nt_64(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product<false, true>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_nn_128(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::Tile128::kSharedFloats];
  earshot::large_product<false, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_tn_128(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::Tile128::kSharedFloats];
  earshot::large_product<true, false>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_nt_128(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::Tile128::kSharedFloats];
  earshot::large_product<false, true>(slices, {rows, columns, depth, a, b, beta, bias, activation, passed, c});
}
