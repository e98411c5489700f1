// Products with a sparse matrix in compressed row form (CSR): dev.earshot.compute.SparseKernels.
//
// Forward    y = activation(A x + bias)     A n x k with nnz entries, x k x m, y n x m
// Backward   dx = A' g + beta dx            the same kernel over the stored transpose of A
//
// A warp takes one row and 128 columns, 4 neighbouring ones to a lane, and goes through the row's entries in their order:
// reads of x are whole lines, 16 bytes a lane where the width allows it, and those of four entries are under way at a
// time. Sums stay in registers, nothing is atomic. The transpose is stored as well, because adding by atomics would change
// bits from run to run. The paper's graphs have 2 to 7 entries a row, so rows need no balancing. Offsets are read from
// device memory: the number of entries may change between replays of a captured graph.
#include "common.cuh"

namespace earshot {

/** The columns that a block of propagate makes, four to a lane. */
constexpr int kPropagateColumns = 128;

/** Four columns of a row, 16 bytes at once or one by one, of which `count` exist. */
struct FourColumns {
  float value[4];

  /** Reads 16 bytes: all four exist, and they begin at a multiple of 16 bytes. */
  __device__ void read_wide(const float* from) {
    float4 four = *reinterpret_cast<const float4*>(from);
    value[0] = four.x;
    value[1] = four.y;
    value[2] = four.z;
    value[3] = four.w;
  }

  __device__ void read(const float* from, int count, bool wide) {
    if (wide) {
      read_wide(from);
    } else {
#pragma unroll
      for (int c = 0; c < 4; c++) {
        value[c] = c < count ? from[c] : 0.0f;
      }
    }
  }
};

}  // namespace earshot

// passed: null, or outputs of ReLU; where one is 0, y becomes 0: the gradient with respect to its input.
extern "C" __global__ void __launch_bounds__(128) propagate(
    int rows, int columns, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const float* __restrict__ x, float beta, const float* __restrict__ bias,
    earshot::Activation activation, const float* __restrict__ passed, float* __restrict__ y) {
  constexpr int kAhead = 4;
  int row = blockIdx.x * (blockDim.x / earshot::kWarp) + earshot::warp();
  if (row >= rows) {
    return;
  }
  int first = blockIdx.y * earshot::kPropagateColumns + earshot::lane() * 4;
  int count = columns - first;
  bool wide = columns % 4 == 0 && count >= 4 && reinterpret_cast<size_t>(x) % 16 == 0;
  float sum[4] = {};
  int end = offsets[row + 1];
  for (int from = offsets[row]; from < end; from += earshot::kWarp) {
    // The lanes load up to 32 entries at once, so that only the reads of x have to wait for an entry.
    int mine = from + earshot::lane();
    int index = mine < end ? indices[mine] : 0;
    float value = mine < end ? values[mine] : 0.0f;
    int entries = end - from < earshot::kWarp ? end - from : earshot::kWarp;
    for (int e = 0; e < entries; e += kAhead) {
      earshot::FourColumns read[kAhead];
      float factor[kAhead];
#pragma unroll
      for (int a = 0; a < kAhead; a++) {
        factor[a] = __shfl_sync(earshot::kAllLanes, value, (e + a) % earshot::kWarp);
        int at = __shfl_sync(earshot::kAllLanes, index, (e + a) % earshot::kWarp);
        if (e + a < entries && count > 0) {
          read[a].read(x + static_cast<size_t>(at) * columns + first, count, wide);
        }
      }
#pragma unroll
      for (int a = 0; a < kAhead; a++) {
        if (e + a < entries && count > 0) {
#pragma unroll
          for (int c = 0; c < 4; c++) {
            sum[c] += factor[a] * read[a].value[c];
          }
        }
      }
    }
  }
#pragma unroll
  for (int c = 0; c < 4; c++) {
    if (c < count) {
      size_t at = static_cast<size_t>(row) * columns + first + c;
      float* out = y + at;
      if (passed != nullptr && passed[at] <= 0.0f) {
        *out = 0.0f;
        continue;
      }
      float z = earshot::blend(sum[c], beta, out) + (bias == nullptr ? 0.0f : bias[first + c]);
      *out = earshot::activate(z, activation);
    }
  }
}

// reached_i = 1 if row i has an entry in a column j with mask_j = changed, else 0; others_i = 1 - reached_i.
// A thread a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) reach(
    int rows, const int* __restrict__ offsets, const int* __restrict__ indices, const int* __restrict__ mask,
    int changed, int* __restrict__ reached, int* __restrict__ others) {
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
