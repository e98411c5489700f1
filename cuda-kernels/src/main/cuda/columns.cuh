// Sums over the rows of a matrix by column, for elements.cu and gradient.cu.
#pragma once

#include "adam.cuh"

namespace earshot {

/** The rows whose elements a thread reads before it uses the first of them. */
constexpr int kRowsAhead = 4;

/**
 * The sum of element(i) over rows first, first + kWarps, ... below end, in this order; rows that are read ahead:
 * `read(i)` gives what element(i, read) needs.
 */
template <class Read, class Element>
__device__ float sum_of_rows(int first, int end, Read read, Element element) {
  float sum = 0.0f;
  for (int i = first; i < end; i += kRowsAhead * kWarps) {
    decltype(read(0)) ahead[kRowsAhead];
#pragma unroll
    for (int r = 0; r < kRowsAhead; r++) {
      int row = i + r * kWarps;
      if (row < end) {
        ahead[r] = read(row);
      }
    }
#pragma unroll
    for (int r = 0; r < kRowsAhead; r++) {
      int row = i + r * kWarps;
      if (row < end) {
        sum += element(row, ahead[r]);
      }
    }
  }
  return sum;
}

/**
 * The sum over all rows of a column, in every warp, by a block whose lanes have neighbouring columns; the warps' sums are
 * added in their order. lane, warp: of the thread, however the block is laid out.
 */
template <class Element>
__device__ float sum_of_column(int rows, int column, int columns, int lane, int warp, Element element) {
  __shared__ float warp_sums[kWarps][kWarp];
  float sum = 0.0f;
  if (column < columns) {
    sum = sum_of_rows(
        warp, rows, [=](int i) { return element(static_cast<size_t>(i) * columns + column); },
        [](int, float value) { return value; });
  }
  __syncthreads();
  warp_sums[warp][lane] = sum;
  __syncthreads();
  float total = 0.0f;
  for (int w = 0; w < kWarps; w++) {
    total += warp_sums[w][lane];
  }
  return total;
}

/** The most passes whose sums make the gradient of a bias in one launch. */
constexpr int kSummedPasses = 4;

/** What comes back to a bias in one pass; rows 0 for a pass that there is not. */
struct SummedRows {
  int rows;
  const float* x;
};

/**
 * The gradient of a bias: the sums of the columns of each pass, and beta times what was there; and Adam's step of the
 * bias unless step.parameters is null. The bits are those of column_sums for one pass after the other, in one part each.
 */
struct BiasGradient {
  SummedRows pass[kSummedPasses];
  float beta;
  float* sums;
  AdamStep step;

  /** One column for each lane, by a block. lane, warp: see sum_of_column. */
  __device__ void store(int column, int columns, int lane, int warp) const {
    float gradient = 0.0f;
    for (int p = 0; p < kSummedPasses; p++) {
      if (p > 0 && pass[p].rows == 0) {
        continue;
      }
      const float* x = pass[p].x;
      float sum = sum_of_column(pass[p].rows, column, columns, lane, warp, [=](size_t at) { return x[at]; });
      if (warp == 0 && column < columns) {
        gradient = p == 0 ? blend(sum, beta, sums + column) : sum + gradient;
      }
    }
    if (warp == 0 && column < columns) {
      sums[column] = gradient;
      if (step.parameters != nullptr) {
        step.apply(column, gradient);
      }
    }
  }
};

}  // namespace earshot
