// Dense products with their epilogue: dev.earshot.compute.DenseKernels, whose other kernels are in elements.cu.
//
// Forward    y = activation(x w + bias)     x n x k, w k x m, bias 1 x m, y n x m
// Backward   dw = x' g                      product_tn, and gradient.cu
//            dx = g w'                      product_nt
//
// Three tiled products (product.cuh, tile.cuh), each for all three layouts; a block of 256 threads computes one tile of
// the result. Slices of both operands go through shared memory. Bias and ReLU are applied in the store, which saves a
// launch and a pass over memory.
#include "near.cuh"
#include "product.cuh"

namespace earshot {

/** shared: kSmallShared floats, aligned to 16 bytes. */
template <bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ void small_product(float* shared, Product p) {
  int first_row = blockIdx.x * kSmallTile;
  int first_column = blockIdx.y * kSmallTile;
  float totals[kSmallEach];
  small_sums<TRANSPOSE_A, TRANSPOSE_B>(shared, p, first_row, first_column, totals);
  small_store(p, first_row, first_column, totals);
}

/** The product of A x, which is gathered, in place of a; gathered: all but the tile. */
template <bool TRANSPOSE_B>
__device__ void gathered_product(float* shared, Product p, GatheredOperand gathered) {
  int first_row = blockIdx.x * kSmallTile;
  int first_column = blockIdx.y * kSmallTile;
  gathered.first = first_row;
  gathered.x = {p.a, p.rows - first_row, p.depth, p.depth};
  float totals[kSmallEach];
  small_sums<GatherLoader<kSmallTile, kSmallDepth, kSmallStride>, SmallLoader<TRANSPOSE_B>>(
      shared, p.depth, gathered, p.columns_from<TRANSPOSE_B>(first_column), totals);
  small_store(p, first_row, first_column, totals);
}

/** The product of given rows in place of a. */
__device__ inline void given_product(float* shared, Product p, const GivenRows& rows) {
  int first_row = blockIdx.x * kSmallTile;
  int first_column = blockIdx.y * kSmallTile;
  float totals[kSmallEach];
  small_sums<GivenLoader<kSmallTile, kSmallDepth, kSmallStride>, SmallLoader<false>>(
      shared, p.depth, GivenOperand{rows, first_row, {p.a, p.rows - first_row, p.depth, p.depth}},
      p.columns_from<false>(first_column), totals);
  small_store(p, first_row, first_column, totals);
}

/** Where the rows of a product are added before they are spread: row k to row to_k of `added`, rows x the columns. */
struct AddedRows {
  const int* to;
  int rows;
  float* added;
  int* fault;

  /** Adds the rows of one strip of columns; `strip` and `sums` are shared. */
  __device__ void add(const Product& p, const float* strip, float* sums, int first_column) const {
    for (int at = threadIdx.x; at < rows * kFours; at += kThreads) {
      int row = at / kFours;
      int column = at % kFours * 4;
      float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
      for (int k = 0; k < p.rows; k++) {
        if (to[k] == row) {
          sum = total_of(sum, *reinterpret_cast<const float4*>(strip + k * kStripColumns + column));
        }
      }
      *reinterpret_cast<float4*>(sums + row * kStripColumns + column) = sum;
#pragma unroll
      for (int c = 0; c < 4; c++) {
        if (first_column + column + c < p.columns) {
          added[static_cast<size_t>(row) * p.columns + first_column + column + c] = part(sum, c);
        }
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
 * strip: kSpreadRows x kStripColumns, shared. spread: as for y, with a, b and depth unused.
 */
template <bool TRANSPOSE_B>
__device__ void spread_product(
    float* shared, float* strip, NearRoom* room, Product p, const AddedRows& rows, NearMatrix matrix, Product spread) {
  static_assert(kSmallTile == kStripColumns, "a block's tiles are a strip");
  int first_column = blockIdx.x * kSmallTile;
  NearMatrix a = matrix.brought(spread.rows, room);
  for (int first_row = 0; first_row < p.rows; first_row += kSmallTile) {
    float totals[kSmallEach];
    small_sums<false, TRANSPOSE_B>(shared, p, first_row, first_column, totals);
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
    static_assert(kSmallShared >= kSpreadRows * kStripColumns, "the sums need room");
    rows.add(p, strip, shared, first_column);
    given = shared;
    __syncthreads();
  }
  for (int at = threadIdx.x; at < spread.rows * kFours; at += kThreads) {
    int column = at % kFours * 4;
    float4 sum = a.row(at / kFours, given, column);
#pragma unroll
    for (int c = 0; c < 4; c++) {
      spread.store(at / kFours, first_column + column + c, part(sum, c));
    }
  }
}

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

// (A x) w and (A x) b' with a sparse A of all_rows rows, small tiles; chosen: null, or the rows of A to take. A x is also
// stored, by propagate, for those who need it later; here the few entries of a row are gathered anew, so that the product
// need not wait for that launch.

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

// x b of the rows of x that an epoch's schedule names, small tiles. The rows are also stored, by gather_rows, for those who
// need them later; the product need not wait for that launch.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_nn_given(
    int rows, int columns, int depth, const float* __restrict__ x, int source_rows, const int* __restrict__ taken,
    int scheduled, int width, const int* __restrict__ schedule_step, const float* __restrict__ b, float beta,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ c) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::given_product(
      slices, {rows, columns, depth, x, b, beta, bias, activation, passed, c},
      {source_rows, taken, scheduled, width, schedule_step});
}

// c = a b or a b', then y = activation(A c + bias) with a sparse A: a layer that projects first, and the gradient of one
// that spreads first. A block 32 columns. rows and added_rows at most kSpreadRows; spread_rows, as many at most, are those of A. to:
// null, or row k of c is added to row to_k of `added`, which A then multiplies in place of c.

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_nn_spread(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c,
    const int* __restrict__ to, int added_rows, float* __restrict__ added, int* fault, int spread_rows,
    const int* __restrict__ offsets, const int* __restrict__ indices, const float* __restrict__ values,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ y) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  __shared__ __align__(16) float strip[earshot::kSpreadRows * earshot::kStripColumns];
  __shared__ earshot::NearRoom room;
  earshot::spread_product<false>(
      slices, strip, &room, {rows, columns, depth, a, b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {to, added_rows, added, fault}, {offsets, indices, values},
      {spread_rows, columns, 0, nullptr, nullptr, 0.0f, bias, activation, passed, y});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) product_nt_spread(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c,
    const int* __restrict__ to, int added_rows, float* __restrict__ added, int* fault, int spread_rows,
    const int* __restrict__ offsets, const int* __restrict__ indices, const float* __restrict__ values,
    const float* __restrict__ bias, earshot::Activation activation, const float* __restrict__ passed,
    float* __restrict__ y) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  __shared__ __align__(16) float strip[earshot::kSpreadRows * earshot::kStripColumns];
  __shared__ earshot::NearRoom room;
  earshot::spread_product<true>(
      slices, strip, &room, {rows, columns, depth, a, b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {to, added_rows, added, fault}, {offsets, indices, values},
      {spread_rows, columns, 0, nullptr, nullptr, 0.0f, bias, activation, passed, y});
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
