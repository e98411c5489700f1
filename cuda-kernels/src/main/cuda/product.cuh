// Tiles of a product of matrices in which a block has 256 threads, for dense.cu and gradient.cu.
//
// Small tiles, 32 x 32: a subgraph has 53 or 71 nodes, so there are few blocks, and the time of one block is what
// counts. A thread computes 4 x 4 results: two 16-byte reads of shared memory for 16 multiplications. A tile has work
// for 64 such threads, so four groups of 64 divide the depth among them and add their sums at the end, in a fixed
// order. Slices are 64 deep, so that there are few waits for memory. (2 x 2 results a thread over the whole depth would
// read shared memory four times as often.)
//
// Middle tiles, 64 x 64, 4 x 4 results a thread, 16 deep: half the memory traffic per result, for matrices with enough
// tiles for every multiprocessor. Large tiles, 128 x 128, 16 deep, are in tile.cuh: half of that again, and half the
// reads of shared memory; for large products without cuBLAS.
#pragma once

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

/** The results that a thread of a small tile stores: those at threadIdx.x + e kThreads, row by row. */
constexpr int kSmallEach = kSmallTile * kSmallTile / kThreads;

/**
 * A small tile of op(a) op(b) into totals, kSmallEach for each thread.
 *
 * a, b: the rows of op(a) and the columns of op(b) of the tile, as the loaders take them. shared: kSmallShared floats,
 * aligned to 16 bytes.
 */
template <class LoaderA, class LoaderB, class OperandA, class OperandB>
__device__ void small_sums(float* shared, int depth, OperandA a, OperandB b, float* totals) {
  constexpr int kTile = kSmallTile;
  constexpr int kGroups = 4;
  constexpr int kEach = 4;
  float* slice_a = shared;
  float* slice_b = shared + kSmallDepth * kSmallStride;
  int group = threadIdx.x / 64;
  int row = threadIdx.x % 64 / 8 * kEach;
  int column = threadIdx.x % 8 * kEach;
  LoaderA next_a(a);
  LoaderB next_b(b);
  float sum[kEach][kEach] = {};
  next_a.fetch(0);
  next_b.fetch(0);
  for (int from = 0; from < depth; from += kSmallDepth) {
    next_a.store(slice_a);
    next_b.store(slice_b);
    __syncthreads();
    if (from + kSmallDepth < depth) {
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
#pragma unroll
  for (int e = 0; e < kSmallEach; e++) {
    totals[e] = 0.0f;
    for (int g = 0; g < kGroups; g++) {
      totals[e] += shared[g * kTile * kTile + threadIdx.x + e * kThreads];
    }
  }
  __syncthreads();
}

/** Stores a small tile. */
__device__ inline void small_store(const Product& p, int first_row, int first_column, const float* totals) {
#pragma unroll
  for (int e = 0; e < kSmallEach; e++) {
    int at = threadIdx.x + e * kThreads;
    p.store(first_row + at / kSmallTile, first_column + at % kSmallTile, totals[e]);
  }
}

/** ALONG: whether the operand is stored along the depth. */
template <bool ALONG>
using SmallLoader = Loader<kSmallTile, kSmallDepth, kSmallStride, ALONG>;

/** A small tile of the product of two stored operands. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void small_sums(float* shared, const Product& p, int first_row, int first_column, float* totals) {
  small_sums<SmallLoader<!TRANSPOSE_A>, SmallLoader<TRANSPOSE_B>>(
      shared, p.depth, p.rows_from<TRANSPOSE_A>(first_row), p.columns_from<TRANSPOSE_B>(first_column), totals);
}

constexpr int kMiddleDepth = 16;

/** Rows of shared slices begin at multiples of 16 bytes. */
constexpr int kMiddleStride = kMiddleTile + 4;

constexpr int kMiddleShared = 2 * kMiddleDepth * kMiddleStride;

/** The results of a thread of a middle tile are kMiddleEach x kMiddleEach neighbouring ones. */
constexpr int kMiddleEach = 4;
constexpr int kMiddleAcross = kMiddleTile / kMiddleEach;

/** A middle tile of op(a) op(b). shared: kMiddleShared floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void middle_sums(float* shared, const Product& p, float (&sum)[kMiddleEach][kMiddleEach]) {
  constexpr int kTile = kMiddleTile;
  constexpr int kEach = kMiddleEach;
  constexpr int kAcross = kMiddleAcross;
  float* slice_a = shared;
  float* slice_b = shared + kMiddleDepth * kMiddleStride;
  int first_row = blockIdx.x * kTile;
  int first_column = blockIdx.y * kTile;
  int row = threadIdx.x / kAcross * kEach;
  int column = threadIdx.x % kAcross * kEach;
  Loader<kTile, kMiddleDepth, kMiddleStride, !TRANSPOSE_A> next_a(p.rows_from<TRANSPOSE_A>(first_row));
  Loader<kTile, kMiddleDepth, kMiddleStride, TRANSPOSE_B> next_b(p.columns_from<TRANSPOSE_B>(first_column));
#pragma unroll
  for (int i = 0; i < kEach; i++) {
#pragma unroll
    for (int j = 0; j < kEach; j++) {
      sum[i][j] = 0.0f;
    }
  }
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
}

/** The first row and column of the results of a thread of a middle tile. */
__device__ inline int middle_row() { return blockIdx.x * kMiddleTile + threadIdx.x / kMiddleAcross * kMiddleEach; }

__device__ inline int middle_column() { return blockIdx.y * kMiddleTile + threadIdx.x % kMiddleAcross * kMiddleEach; }

}  // namespace earshot
