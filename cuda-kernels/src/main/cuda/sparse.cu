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
#include "near.cuh"

namespace earshot {

/** The columns that a block of propagate makes, four to a lane. */
constexpr int kPropagateColumns = 128;

/** Four columns of a row, 16 bytes at once or one by one, of which `count` exist. */
struct FourColumns {
  float value[4];

  __device__ void clear() {
#pragma unroll
    for (int c = 0; c < 4; c++) {
      value[c] = 0.0f;
    }
  }

  __device__ void add(const FourColumns& other) {
#pragma unroll
    for (int c = 0; c < 4; c++) {
      value[c] += other.value[c];
    }
  }

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

/** The rows that A multiplies. given: the rows of x. */
struct MovedRows {
  const float* x;
  int given;
  Moving moving;
  const int* moved;

  /** The row of x that stands for a row; -1 for zeros. Not for kAdded. */
  __device__ int source(int row) const {
    if (moving == Moving::kCleared) {
      return moved[row] == 1 ? -1 : row;
    }
    if (moving == Moving::kTaken) {
      int taken = moved[row];
      return taken < 0 || taken >= given ? -1 : taken;
    }
    return row;
  }
};

/** A product with a sparse matrix, four columns of it. */
struct Propagation {
  const int* offsets;
  const int* indices;
  const float* values;
  MovedRows rows;
  int columns;
  int first;
  int count;
  bool wide;

  __device__ Propagation(const int* offsets, const int* indices, const float* values, MovedRows rows, int columns)
      : offsets(offsets), indices(indices), values(values), rows(rows), columns(columns) {
    first = blockIdx.y * kPropagateColumns + lane() * 4;
    count = columns - first;
    wide = columns % 4 == 0 && count >= 4 && reinterpret_cast<size_t>(rows.x) % 16 == 0;
  }

  __device__ void read(int row, FourColumns* four) const {
    if (rows.moving != Moving::kAdded && row >= 0) {
      four->read(rows.x + static_cast<size_t>(row) * columns + first, count, wide);
      return;
    }
    four->clear();
    for (int k = 0; rows.moving == Moving::kAdded && k < rows.given; k++) {
      if (rows.moved[k] == row) {
        FourColumns added;
        added.read(rows.x + static_cast<size_t>(k) * columns + first, count, wide);
        four->add(added);
      }
    }
  }

  /** Row i of the product. By a warp. */
  __device__ void row(int i, float (&sum)[4]) const {
    constexpr int kAhead = 4;
#pragma unroll
    for (int c = 0; c < 4; c++) {
      sum[c] = 0.0f;
    }
    int end = offsets[i + 1];
    for (int from = offsets[i]; from < end; from += kWarp) {
      // The lanes load up to 32 entries at once, so that only the reads of x have to wait for an entry.
      int mine = from + lane();
      int index = mine < end ? rows.source(indices[mine]) : 0;
      float value = mine < end ? values[mine] : 0.0f;
      int entries = end - from < kWarp ? end - from : kWarp;
      for (int e = 0; e < entries; e += kAhead) {
        FourColumns four[kAhead];
        float factor[kAhead];
#pragma unroll
        for (int a = 0; a < kAhead; a++) {
          factor[a] = __shfl_sync(kAllLanes, value, (e + a) % kWarp);
          int at = __shfl_sync(kAllLanes, index, (e + a) % kWarp);
          if (e + a < entries && count > 0) {
            read(at, &four[a]);
          }
        }
#pragma unroll
        for (int a = 0; a < kAhead; a++) {
          if (e + a < entries && count > 0) {
#pragma unroll
            for (int c = 0; c < 4; c++) {
              sum[c] += factor[a] * four[a].value[c];
            }
          }
        }
      }
    }
  }

  /** Adds row i of the product to z, moved: what belongs to row i of the result. By a warp. */
  __device__ void add_moved(int i, int size, Moving moving, const int* moved, float (&z)[4], int* fault) const {
    float sum[4];
    if (moving != Moving::kAdded) {
      row(i, sum);
      bool cleared = moving == Moving::kCleared && moved[i] == 1;
#pragma unroll
      for (int c = 0; c < 4; c++) {
        z[c] = (cleared ? 0.0f : sum[c]) + z[c];
      }
      return;
    }
    for (int from = 0; from < size; from += kWarp) {
      int mine = from + lane();
      int target = mine < size ? moved[mine] : -1;
      if (mine < size && (target < 0 || target >= size)) {
        report(fault, Fault::kRowOutOfRange);
      }
      for (unsigned here = __ballot_sync(kAllLanes, target == i); here != 0; here &= here - 1) {
        row(from + __ffs(here) - 1, sum);
#pragma unroll
        for (int c = 0; c < 4; c++) {
          z[c] += sum[c];
        }
      }
    }
  }
};

}  // namespace earshot

// given, moving, moved: the rows of x, and how they are moved before. passed: null, or outputs of ReLU; where one is 0, y
// becomes 0: the gradient with respect to its input.
extern "C" __global__ void __launch_bounds__(128) propagate(
    int rows, int columns, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const float* __restrict__ x, int given, earshot::Moving moving,
    const int* __restrict__ moved, float beta, const float* __restrict__ bias, earshot::Activation activation,
    const float* __restrict__ passed, float* __restrict__ y) {
  int row = blockIdx.x * (blockDim.x / earshot::kWarp) + earshot::warp();
  if (row >= rows) {
    return;
  }
  earshot::Propagation product(offsets, indices, values, {x, given, moving, moved}, columns);
  float sum[4];
  product.row(row, sum);
#pragma unroll
  for (int c = 0; c < 4; c++) {
    if (c < product.count) {
      size_t at = static_cast<size_t>(row) * columns + product.first + c;
      float* out = y + at;
      if (passed != nullptr && passed[at] <= 0.0f) {
        *out = 0.0f;
        continue;
      }
      float z = earshot::blend(sum[c], beta, out) + (bias == nullptr ? 0.0f : bias[product.first + c]);
      *out = earshot::activate(z, activation);
    }
  }
}

// y = A x, moved, + A other_x, moved as other_moving says, + A third_x likewise + beta y, in this order; other_x and
// third_x may be null. beta 0 or 1, A square. The gradient of what up to three passes have moved before they propagated
// it. Warps and columns as above.
extern "C" __global__ void __launch_bounds__(128) propagate_moved(
    int rows, int columns, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const float* __restrict__ x, earshot::Moving moving,
    const int* __restrict__ moved, const float* __restrict__ other_x, earshot::Moving other_moving,
    const int* __restrict__ other_moved, const float* __restrict__ third_x, earshot::Moving third_moving,
    const int* __restrict__ third_moved, float beta, float* __restrict__ y, int* fault) {
  int row = blockIdx.x * (blockDim.x / earshot::kWarp) + earshot::warp();
  if (row >= rows) {
    return;
  }
  earshot::Propagation first(offsets, indices, values, {x, rows, earshot::Moving::kNone, nullptr}, columns);
  float* out = y + static_cast<size_t>(row) * columns + first.first;
  float z[4];
#pragma unroll
  for (int c = 0; c < 4; c++) {
    z[c] = c < first.count ? earshot::blend(0.0f, beta, out + c) : 0.0f;
  }
  first.add_moved(row, rows, moving, moved, z, fault);
  if (other_x != nullptr) {
    earshot::Propagation other(offsets, indices, values, {other_x, rows, earshot::Moving::kNone, nullptr}, columns);
    other.add_moved(row, rows, other_moving, other_moved, z, fault);
  }
  if (third_x != nullptr) {
    earshot::Propagation third(offsets, indices, values, {third_x, rows, earshot::Moving::kNone, nullptr}, columns);
    third.add_moved(row, rows, third_moving, third_moved, z, fault);
  }
#pragma unroll
  for (int c = 0; c < 4; c++) {
    if (c < first.count) {
      out[c] = z[c];
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
