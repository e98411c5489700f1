// Products with a sparse matrix in compressed row form (CSR): dev.earshot.compute.SparseKernels.
//
// Forward    y = activation(A x + bias)     A n x k with nnz entries, x k x m, y n x m
// Backward   dx = A' g + beta dx            the same kernel over the stored transpose of A
//
// A warp takes one row and 128 columns, 4 to a lane and 32 apart, and goes through the row's entries in their order:
// reads of x are whole lines, sums stay in registers, nothing is atomic. The transpose is stored as well, because
// adding by atomics would change bits from run to run. The paper's graphs have 2 to 7 entries a row, so rows need no
// balancing. Offsets are read from device memory: the number of entries may change between replays of a captured graph.
#include "common.cuh"

namespace earshot {

/** The columns that a block of propagate makes. */
constexpr int kPropagateColumns = 128;

}  // namespace earshot

extern "C" __global__ void __launch_bounds__(128) propagate(
    int rows, int columns, const int* offsets, const int* indices, const float* values, const float* x, float beta,
    const float* bias, earshot::Activation activation, float* y) {
  constexpr int kEach = earshot::kPropagateColumns / earshot::kWarp;
  int row = blockIdx.x * (blockDim.x / earshot::kWarp) + earshot::warp();
  if (row >= rows) {
    return;
  }
  int first = blockIdx.y * earshot::kPropagateColumns + earshot::lane();
  float sum[kEach] = {};
  int end = offsets[row + 1];
  for (int e = offsets[row]; e < end; e++) {
    const float* from = x + static_cast<size_t>(indices[e]) * columns;
    float value = values[e];
#pragma unroll
    for (int c = 0; c < kEach; c++) {
      int column = first + c * earshot::kWarp;
      if (column < columns) {
        sum[c] += value * from[column];
      }
    }
  }
#pragma unroll
  for (int c = 0; c < kEach; c++) {
    int column = first + c * earshot::kWarp;
    if (column < columns) {
      float* out = y + static_cast<size_t>(row) * columns + column;
      float z = earshot::blend(sum[c], beta, out) + (bias == nullptr ? 0.0f : bias[column]);
      *out = earshot::activate(z, activation);
    }
  }
}

// reached_i = 1 if row i has an entry in a column j with mask_j = changed, else 0; others_i = 1 - reached_i.
// A thread a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) reach(
    int rows, const int* offsets, const int* indices, const int* mask, int changed, int* reached, int* others) {
  int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= rows) {
    return;
  }
  int found = 0;
  int end = offsets[row + 1];
  for (int e = offsets[row]; e < end; e++) {
    found |= mask[indices[e]] == changed ? 1 : 0;
  }
  reached[row] = found;
  others[row] = 1 - found;
}
