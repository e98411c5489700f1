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
#include "adam.cuh"
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
 * operand_a: the rows of op(a) of the tile. shared: kSmallShared floats, aligned to 16 bytes.
 */
template <class LoaderA, bool TRANSPOSE_B, class OperandA>
__device__ void small_sums(
    float* shared, const Product& p, OperandA operand_a, int first_column, float* totals) {
  constexpr int kTile = kSmallTile;
  constexpr int kGroups = 4;
  constexpr int kEach = 4;
  float* slice_a = shared;
  float* slice_b = shared + kSmallDepth * kSmallStride;
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

template <bool TRANSPOSE_A>
using SmallLoader = Loader<kSmallTile, kSmallDepth, kSmallStride, !TRANSPOSE_A>;

/** shared: kSmallShared floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void small_product(float* shared, Product p) {
  int first_row = blockIdx.x * kSmallTile;
  int first_column = blockIdx.y * kSmallTile;
  float totals[kSmallEach];
  small_sums<SmallLoader<TRANSPOSE_A>, TRANSPOSE_B>(
      shared, p, p.rows_from<TRANSPOSE_A>(first_row), first_column, totals);
  small_store(p, first_row, first_column, totals);
}

/** Stores the gradient of a weight, the sum of two products, and takes the weight's step of Adam if there is one. */
__device__ inline void store_gradient(
    const Product& p, int row, int column, float first, float second, const AdamStep& step) {
  if (row < p.rows && column < p.columns) {
    size_t at = static_cast<size_t>(row) * p.columns + column;
    float gradient = second + blend(first, p.beta, p.c + at);
    p.c[at] = gradient;
    if (step.parameters != nullptr) {
      step.apply(at, gradient);
    }
  }
}

/** The sum of two products a' b, the second one's operands in `other`: as the one after the other would make it. */
__device__ inline void small_product_of_both(float* shared, Product p, Product other, const AdamStep& step) {
  int first_row = blockIdx.x * kSmallTile;
  int first_column = blockIdx.y * kSmallTile;
  float first[kSmallEach];
  float totals[kSmallEach];
  small_sums<SmallLoader<true>, false>(shared, p, p.rows_from<true>(first_row), first_column, first);
  small_sums<SmallLoader<true>, false>(shared, other, other.rows_from<true>(first_row), first_column, totals);
#pragma unroll
  for (int e = 0; e < kSmallEach; e++) {
    int at = threadIdx.x + e * kThreads;
    store_gradient(p, first_row + at / kSmallTile, first_column + at % kSmallTile, first[e], totals[e], step);
  }
}

/** The most rows of a product that is spread over a graph in the same launch. */
constexpr int kSpreadRows = 96;

/** Where the rows of a product are added before they are spread: row k to row to_k of `added`, rows x the columns. */
struct AddedRows {
  const int* to;
  int rows;
  float* added;
  int* fault;

  /** Adds the rows of one strip of columns; `strip` and `sums` are shared, kSmallTile columns wide. */
  __device__ void add(const Product& p, const float* strip, float* sums, int first_column) const {
    for (int at = threadIdx.x; at < rows * kSmallTile; at += kThreads) {
      int column = first_column + at % kSmallTile;
      float sum = 0.0f;
      for (int k = 0; k < p.rows; k++) {
        sum += to[k] == at / kSmallTile ? strip[k * kSmallTile + at % kSmallTile] : 0.0f;
      }
      sums[at] = sum;
      if (column < p.columns) {
        added[static_cast<size_t>(at / kSmallTile) * p.columns + column] = sum;
      }
    }
    for (int k = threadIdx.x; k < p.rows; k += kThreads) {
      if (to[k] < 0 || to[k] >= rows) {
        report(fault, Fault::kRowOutOfRange);
      }
    }
  }
};

/**
 * c = a op(b), then y = activation(A c + bias), A sparse with as many columns as c has rows. A block makes all rows of 32
 * columns of c, keeps them in shared memory, and gathers from there. With `rows`, A is multiplied by what c is added to.
 *
 * strip: kSpreadRows x kSmallTile, shared. spread: as for y, with a, b and depth unused.
 */
template <bool TRANSPOSE_B>
__device__ void spread_product(
    float* shared, float* strip, Product p, const AddedRows& rows, const int* offsets, const int* indices,
    const float* values, Product spread) {
  int first_column = blockIdx.x * kSmallTile;
  for (int first_row = 0; first_row < p.rows; first_row += kSmallTile) {
    float totals[kSmallEach];
    small_sums<SmallLoader<false>, TRANSPOSE_B>(
        shared, p, p.rows_from<false>(first_row), first_column, totals);
    small_store(p, first_row, first_column, totals);
#pragma unroll
    for (int e = 0; e < kSmallEach; e++) {
      strip[first_row * kSmallTile + threadIdx.x + e * kThreads] = totals[e];
    }
  }
  __syncthreads();
  const float* given = strip;
  if (rows.to != nullptr) {
    // The slices of the product are not needed any more.
    static_assert(kSmallShared >= kSpreadRows * kSmallTile, "the sums need room");
    rows.add(p, strip, shared, first_column);
    given = shared;
    __syncthreads();
  }
  for (int at = threadIdx.x; at < spread.rows * kSmallTile; at += kThreads) {
    int row = at / kSmallTile;
    float sum = 0.0f;
    int end = offsets[row + 1];
    for (int e = offsets[row]; e < end; e++) {
      sum += values[e] * given[indices[e] * kSmallTile + at % kSmallTile];
    }
    spread.store(row, first_column + at % kSmallTile, sum);
  }
}

/** The product of A x, which is gathered, in place of a; gathered: all but the tile. */
template <bool TRANSPOSE_B>
__device__ void gathered_product(float* shared, Product p, GatheredOperand gathered) {
  int first_row = blockIdx.x * kSmallTile;
  int first_column = blockIdx.y * kSmallTile;
  gathered.first = first_row;
  gathered.x = {p.a, p.rows - first_row, p.depth, p.depth};
  float totals[kSmallEach];
  small_sums<GatherLoader<kSmallTile, kSmallDepth, kSmallStride>, TRANSPOSE_B>(
      shared, p, gathered, first_column, totals);
  small_store(p, first_row, first_column, totals);
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

/** Stores a middle tile. */
__device__ inline void middle_store(const Product& p, const float (&sum)[kMiddleEach][kMiddleEach]) {
  for (int i = 0; i < kMiddleEach; i++) {
    for (int j = 0; j < kMiddleEach; j++) {
      p.store(middle_row() + i, middle_column() + j, sum[i][j]);
    }
  }
}

/** shared: kMiddleShared floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void middle_product(float* shared, Product p) {
  float sum[kMiddleEach][kMiddleEach];
  middle_sums<TRANSPOSE_A, TRANSPOSE_B>(shared, p, sum);
  middle_store(p, sum);
}

/** As small_product_of_both. */
__device__ inline void middle_product_of_both(float* shared, Product p, Product other, const AdamStep& step) {
  float first[kMiddleEach][kMiddleEach];
  float sum[kMiddleEach][kMiddleEach];
  middle_sums<true, false>(shared, p, first);
  middle_sums<true, false>(shared, other, sum);
#pragma unroll
  for (int i = 0; i < kMiddleEach; i++) {
#pragma unroll
    for (int j = 0; j < kMiddleEach; j++) {
      store_gradient(p, middle_row() + i, middle_column() + j, first[i][j], sum[i][j], step);
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

// (A x) w and (A x) b' with a sparse A of all_rows rows, small tiles; chosen: null, or the rows of A to take. A x is also stored, by propagate, for those who need it later; here
// the few entries of a row are gathered anew, so that the product need not wait for that launch.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_gathered(
    int rows, int columns, int depth, int all_rows, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const int* __restrict__ chosen, const float* __restrict__ x,
    const float* __restrict__ b, float beta, const float* __restrict__ bias, earshot::Activation activation,
    const float* __restrict__ passed, float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::gathered_product<false>(
      slices, {rows, columns, depth, x, b, beta, bias, activation, passed, c},
      {all_rows, offsets, indices, values, chosen, 0, {}});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nt_gathered(
    int rows, int columns, int depth, int all_rows, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const int* __restrict__ chosen, const float* __restrict__ x,
    const float* __restrict__ b, float beta, const float* __restrict__ bias, earshot::Activation activation,
    const float* __restrict__ passed, float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::gathered_product<true>(
      slices, {rows, columns, depth, x, b, beta, bias, activation, passed, c},
      {all_rows, offsets, indices, values, chosen, 0, {}});
}

// c = a b or a b', then y = activation(A c + bias) with a sparse A: a layer that projects first, and the gradient of one
// that spreads first. A block 32 columns. rows and added_rows at most kSpreadRows; spread_rows are those of A. to: null, or
// row k of c is added to row to_k of `added`, which A then multiplies in place of c.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_spread(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c,
    const int* __restrict__ to, int added_rows, float* __restrict__ added, int* fault, int spread_rows, const int* __restrict__ offsets, const int* __restrict__ indices, const float* __restrict__ values,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ y) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  __shared__ float strip[earshot::kSpreadRows * earshot::kSmallTile];
  earshot::spread_product<false>(
      slices, strip, {rows, columns, depth, a, b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {to, added_rows, added, fault}, offsets, indices, values, {spread_rows, columns, 0, nullptr, nullptr, 0.0f, bias, activation, passed, y});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nt_spread(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c,
    const int* __restrict__ to, int added_rows, float* __restrict__ added, int* fault, int spread_rows, const int* __restrict__ offsets, const int* __restrict__ indices, const float* __restrict__ values,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ y) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  __shared__ float strip[earshot::kSpreadRows * earshot::kSmallTile];
  earshot::spread_product<true>(
      slices, strip, {rows, columns, depth, a, b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {to, added_rows, added, fault}, offsets, indices, values, {spread_rows, columns, 0, nullptr, nullptr, 0.0f, bias, activation, passed, y});
}

// c = a' b + other_a' other_b + beta c: the gradient of a weight that two passes use, or one with other_depth 0; and Adam's
// step of the weight unless parameters is null.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_tn_both_32(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, int other_depth,
    const float* __restrict__ other_a, const float* __restrict__ other_b, float beta, float* __restrict__ c,
    double beta1, double beta2, float epsilon, float kept, const float* __restrict__ factors,
    float* __restrict__ parameters, float* __restrict__ mean, float* __restrict__ variance) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product_of_both(
      slices, {rows, columns, depth, a, b, beta, nullptr, earshot::Activation::kNone, nullptr, c},
      {rows, columns, other_depth, other_a, other_b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {beta1, beta2, epsilon, kept, factors, parameters, mean, variance});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 3) product_tn_both_64(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, int other_depth,
    const float* __restrict__ other_a, const float* __restrict__ other_b, float beta, float* __restrict__ c,
    double beta1, double beta2, float epsilon, float kept, const float* __restrict__ factors,
    float* __restrict__ parameters, float* __restrict__ mean, float* __restrict__ variance) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product_of_both(
      slices, {rows, columns, depth, a, b, beta, nullptr, earshot::Activation::kNone, nullptr, c},
      {rows, columns, other_depth, other_a, other_b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {beta1, beta2, epsilon, kept, factors, parameters, mean, variance});
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
