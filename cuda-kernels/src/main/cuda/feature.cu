// Raw features brought to the scale a network was trained with: dev.earshot.compute.FeatureKernels. There is no
// backward pass: nothing before the features is trained.
//
// A statistic is a double, stored as the sum of two floats. Everything is computed in double and rounded once, as on
// the host. An element moves 8 bytes, so the few operations in double do not limit the speed.
#include "common.cuh"

namespace earshot {

/** The most knots of a column. */
constexpr int kMostKnots = 257;

/** The rows that a block of rank_columns takes. */
constexpr int kRankRows = 64;

/** A double stored as two floats, which are a row of `columns` floats apart. */
__device__ inline double sum_of_two(const float* parts, int columns) {
  return static_cast<double>(parts[0]) + parts[columns];
}

/** The number of a column's knots that are below the value or, with or_equal, not above it. */
__device__ inline int search(float value, const float* knots, int count, bool or_equal) {
  int low = 0;
  int high = count;
  while (low < high) {
    int middle = (low + high) / 2;
    float knot = knots[middle * kWarp];
    if (knot < value || (or_equal && knot == value)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The quantile of a value's rank. knots: those of one column, a warp's width apart. */
__device__ inline double quantile(float value, const float* knots, int count, const float* quantiles) {
  int left = search(value, knots, count, false);
  int right = search(value, knots, count, true);
  if (right > left) {
    return 0.5 * (sum_of_two(quantiles + left, count) + sum_of_two(quantiles + right - 1, count));
  }
  if (left == 0 || left == count) {
    return sum_of_two(quantiles + (left == 0 ? 0 : count - 1), count);
  }
  double low = knots[(left - 1) * kWarp];
  double fraction = (value - low) / (knots[left * kWarp] - low);
  // Each product is rounded, as on the host: not contracted to a fused operation.
  return __dadd_rn(
      __dmul_rn(1 - fraction, sum_of_two(quantiles + left - 1, count)),
      __dmul_rn(fraction, sum_of_two(quantiles + left, count)));
}

}  // namespace earshot

// y = (x - m) / s, at most `bound` from 0; 0 where s is 0. A thread an element.
//
// statistics: 4 x columns, two rows for the means, then two for the deviations. y may be x.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) standardize(
    int size, int columns, const float* x, const float* __restrict__ statistics, double bound, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= size) {
    return;
  }
  const float* of_column = statistics + i % columns;
  double mean = earshot::sum_of_two(of_column, columns);
  double deviation = earshot::sum_of_two(of_column + 2 * columns, columns);
  double value = deviation == 0 ? 0 : (x[i] - mean) / deviation;
  // Not fmin and fmax: NaN must stay NaN.
  y[i] = static_cast<float>(value > bound ? bound : value < -bound ? -bound : value);
}

// y = the quantile of x's rank among the knots of its column; 0 where the deviation is 0.
//
// Each value needs 16 to 18 dependent reads of its column's 1 KB of knots. So a block takes 32 columns and copies their
// knots to shared memory, where each lane reads a bank of its own; rows of x are read in whole lines. It takes 64 rows,
// so that the 33 KB of knots are loaded once for 64 rows. Block (x, y) takes the x-th rows and the y-th columns: only x may
// be larger than 65,535.
//
// knots: count x columns. quantiles: 2 x count. y may be x.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) rank_columns(
    int rows, int columns, int count, const float* x, const float* __restrict__ statistics,
    const float* __restrict__ knots, const float* __restrict__ quantiles, float* y) {
  __shared__ float shared[earshot::kMostKnots * earshot::kWarp];
  int j = blockIdx.y * earshot::kWarp + threadIdx.x;
  if (j < columns) {
    for (int k = threadIdx.y; k < count; k += blockDim.y) {
      shared[k * earshot::kWarp + threadIdx.x] = knots[k * columns + j];
    }
  }
  __syncthreads();
  if (j >= columns) {
    return;
  }
  bool constant = earshot::sum_of_two(statistics + 2 * columns + j, columns) == 0;
  for (int part = threadIdx.y; part < earshot::kRankRows; part += blockDim.y) {
    int i = blockIdx.x * earshot::kRankRows + part;
    if (i >= rows) {
      return;
    }
    size_t at = static_cast<size_t>(i) * columns + j;
    y[at] = constant ? 0.0f : static_cast<float>(earshot::quantile(x[at], shared + threadIdx.x, count, quantiles));
  }
}

// Scales each row to the Euclidean length sqrt(columns), in place; rows of zeros stay. A warp a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) scale_rows(
    int rows, int columns, float* __restrict__ x) {
  int i = blockIdx.x * earshot::kWarps + earshot::warp();
  if (i >= rows) {
    return;
  }
  float* row = x + static_cast<size_t>(i) * columns;
  double squares = 0;
  for (int j = earshot::lane(); j < columns; j += earshot::kWarp) {
    squares += static_cast<double>(row[j]) * row[j];
  }
  squares = earshot::warp_sum(squares);
  double factor = squares == 0 ? 0 : sqrt(columns / squares);
  for (int j = earshot::lane(); j < columns; j += earshot::kWarp) {
    row[j] = static_cast<float>(row[j] * factor);
  }
}
