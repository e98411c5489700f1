// Moving rows, and the corruptions of the self-supervised tasks: dev.earshot.compute.CorruptionKernels.
//
// All randomness is Philox at (column block, row, step, stream), see random.cuh. The step number is read from
// device memory, so that each replay of a captured step draws anew.
#include "common.cuh"
#include "random.cuh"
#include "rows.cuh"

namespace earshot {

/** A count for draw_ranks that asks for the rank of every row. */
constexpr int kAllRanks = -1;

}  // namespace earshot

// y_i = x[taken_i], see rows.cuh. x N x d, y n x d. A thread an element. A row out of range is reported and skipped.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) gather_rows(
    int n, int d, const float* __restrict__ x, int source_rows, const int* __restrict__ taken, int scheduled, int width,
    const int* __restrict__ schedule_step, float* __restrict__ y, int* fault) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= static_cast<unsigned>(n) * d) {
    return;
  }
  int row = earshot::GivenRows{source_rows, taken, scheduled, width, schedule_step}.at(i / d);
  if (row < 0) {
    earshot::report(fault, earshot::Fault::kRowOutOfRange);
    return;
  }
  y[i] = x[static_cast<size_t>(row) * d + i % d];
}

// y = beta y, then y[rows_i] += x_i. x n x d, y N x d. A warp takes a row of y, searches all of `rows` 32 at a time,
// and adds the matching rows of x in their order: no atomics, so repeated rows add up to the same bits each time. The n
// N comparisons cost little at the sizes in use (n and N up to some thousands).
extern "C" __global__ void __launch_bounds__(earshot::kThreads) scatter_add_rows(
    int n, int d, int target_rows, const float* __restrict__ x, const int* __restrict__ rows, float beta,
    float* __restrict__ y, int* fault) {
  int target = blockIdx.x * earshot::kWarps + earshot::warp();
  if (target >= target_rows) {
    return;
  }
  float* out = y + static_cast<size_t>(target) * d;
  for (int c = earshot::lane(); c < d; c += earshot::kWarp) {
    out[c] = earshot::blend(0.0f, beta, out + c);
  }
  for (int from = 0; from < n; from += earshot::kWarp) {
    int i = from + earshot::lane();
    int row = i < n ? rows[i] : -1;
    if (i < n && (row < 0 || row >= target_rows)) {
      earshot::report(fault, earshot::Fault::kRowOutOfRange);
    }
    unsigned here = __ballot_sync(earshot::kAllLanes, row == target);
    for (; here != 0; here &= here - 1) {
      const float* add = x + static_cast<size_t>(from + __ffs(here) - 1) * d;
      for (int c = earshot::lane(); c < d; c += earshot::kWarp) {
        out[c] += add[c];
      }
    }
  }
}

// y = x + deviation normal, computed in double before rounding, each operation by itself as on the host. y may be x. A
// thread takes four columns, since one Philox call yields four words. Of x the given rows, see rows.cuh; those that there
// are not are left out, as gather_rows does it.
extern "C" __global__ void __launch_bounds__(128) noise(
    int n, int d, const float* x, int source_rows, const int* __restrict__ taken, int scheduled, int width,
    const int* __restrict__ schedule_step, double deviation, unsigned long long seed, int stream,
    const int* __restrict__ step, float* y) {
  int per_row = (d + earshot::kPhiloxWords - 1) / earshot::kPhiloxWords;
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= static_cast<unsigned>(n) * per_row) {
    return;
  }
  int row = i / per_row;
  int block = i % per_row;
  int source = earshot::GivenRows{source_rows, taken, scheduled, width, schedule_step}.at(row);
  if (source < 0) {
    return;
  }
  const float* from = x + static_cast<size_t>(source) * d;
  float* to = y + static_cast<size_t>(row) * d;
  double normal[earshot::kPhiloxWords];
  earshot::philox(seed, block, row, *step, stream).normals(normal);
  for (int word = 0; word < earshot::kPhiloxWords && block * earshot::kPhiloxWords + word < d; word++) {
    int column = block * earshot::kPhiloxWords + word;
    to[column] = static_cast<float>(__dadd_rn(from[column], __dmul_rn(deviation, normal[word])));
  }
}

// Inverted dropout: y = x / (1 - rate) where the element's uniform number is at least rate, else 0, + beta y.
// It is its own backward pass, at the same step. A thread takes four columns, as in noise.
extern "C" __global__ void __launch_bounds__(128) dropout(
    int n, int d, const float* x, double rate, unsigned long long seed, int stream, const int* __restrict__ step,
    float beta, float* y) {
  int per_row = (d + earshot::kPhiloxWords - 1) / earshot::kPhiloxWords;
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= static_cast<unsigned>(n) * per_row) {
    return;
  }
  int row = i / per_row;
  int block = i % per_row;
  float scale = static_cast<float>(1.0 / (1.0 - rate));
  earshot::PhiloxBlock draw = earshot::philox(seed, block, row, *step, stream);
  for (int word = 0; word < earshot::kPhiloxWords && block * earshot::kPhiloxWords + word < d; word++) {
    size_t at = static_cast<size_t>(row) * d + block * earshot::kPhiloxWords + word;
    float value = draw.uniform(word) >= rate ? x[at] * scale : 0.0f;
    y[at] = earshot::blend(value, beta, y + at);
  }
}

// The values of a sparse matrix in the order of its transpose: transposed_k = values[entries_k]. A thread an entry.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) transpose_values(
    int n, const int* __restrict__ entries, const float* __restrict__ values, float* __restrict__ transposed) {
  unsigned k = blockIdx.x * blockDim.x + threadIdx.x;
  if (k < static_cast<unsigned>(n)) {
    transposed[k] = values[entries[k]];
  }
}

// y_i = x_i where mask_i = 0 and 0 where it is 1, + beta y. x, y n x d, y may be x. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) mask_rows(
    int n, int d, const float* x, const int* __restrict__ mask, float beta, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < static_cast<unsigned>(n) * d) {
    y[i] = earshot::blend(mask[i / d] == 1 ? 0.0f : x[i], beta, y + i);
  }
}

// The rank of each row, 0 .. n - 1, by its random word (word 0 of block 0; ties to the lower row). With count =
// kAllRanks, ranks_i is the rank. Otherwise ranks_i is 1 if the rank is below count, else 0, and drawn gets the rows of
// rank 0 .. count - 1 in this order. A thread a row; shared memory holds the words of 256 rows at a time. These are n^2
// comparisons, but the 53 or 71 rows of a subgraph need one block only, which is faster than a sort.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) draw_ranks(
    int n, int count, unsigned long long seed, int stream, const int* __restrict__ step, int* __restrict__ ranks,
    int* __restrict__ drawn) {
  __shared__ unsigned words[earshot::kThreads];
  int row = blockIdx.x * earshot::kThreads + threadIdx.x;
  unsigned mine = earshot::philox(seed, 0, row, *step, stream).word[0];
  int rank = 0;
  for (int from = 0; from < n; from += earshot::kThreads) {
    words[threadIdx.x] = earshot::philox(seed, 0, from + threadIdx.x, *step, stream).word[0];
    __syncthreads();
    int end = n - from < earshot::kThreads ? n - from : earshot::kThreads;
    for (int j = 0; j < end; j++) {
      if (words[j] < mine || (words[j] == mine && from + j < row)) {
        rank++;
      }
    }
    __syncthreads();
  }
  if (row < n) {
    ranks[row] = count == earshot::kAllRanks ? rank : (rank < count ? 1 : 0);
    if (rank < count) {
      drawn[rank] = row;
    }
  }
}

// A permutation that moves only the rows of rank below count: the j-th of them, in increasing order, receives the row
// of rank j. source_i: the row that comes to i; own_i: 1 where source_i = i, else 0. by_rank: count ints of scratch.
// One block, since its threads wait for each other: rows are taken 256 at a time, and a row's index among the moved
// ones is the number of moved rows before it.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) permutation_of_ranks(
    int n, int count, const int* __restrict__ ranks, int* __restrict__ by_rank, int* __restrict__ source,
    int* __restrict__ own) {
  __shared__ int moved_in_warp[earshot::kWarps];
  for (int row = threadIdx.x; row < n; row += earshot::kThreads) {
    if (ranks[row] < count) {
      by_rank[ranks[row]] = row;
    }
  }
  __syncthreads();
  int before = 0;
  for (int from = 0; from < n; from += earshot::kThreads) {
    int row = from + threadIdx.x;
    bool moved = row < n && ranks[row] < count;
    unsigned moved_lanes = __ballot_sync(earshot::kAllLanes, moved);
    if (earshot::lane() == 0) {
      moved_in_warp[earshot::warp()] = __popc(moved_lanes);
    }
    __syncthreads();
    int place = before + __popc(moved_lanes & ((1u << earshot::lane()) - 1));
    for (int w = 0; w < earshot::kWarps; w++) {
      place += w < earshot::warp() ? moved_in_warp[w] : 0;
      before += moved_in_warp[w];
    }
    if (row < n) {
      int from_row = moved ? by_rank[place] : row;
      source[row] = from_row;
      own[row] = from_row == row ? 1 : 0;
    }
    __syncthreads();
  }
}

// The same for at most 256 rows in one launch: a thread a row, which counts the words below its own.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) draw_permutation(
    int n, int count, unsigned long long seed, int stream, const int* __restrict__ step, int* __restrict__ source,
    int* __restrict__ own) {
  __shared__ unsigned words[earshot::kThreads];
  __shared__ int by_rank[earshot::kThreads];
  __shared__ int moved_in_warp[earshot::kWarps];
  int row = threadIdx.x;
  unsigned mine = earshot::philox(seed, 0, row, *step, stream).word[0];
  words[row] = mine;
  __syncthreads();
  int rank = 0;
  for (int j = 0; j < n; j++) {
    rank += words[j] < mine || (words[j] == mine && j < row) ? 1 : 0;
  }
  bool moved = row < n && rank < count;
  unsigned moved_lanes = __ballot_sync(earshot::kAllLanes, moved);
  if (earshot::lane() == 0) {
    moved_in_warp[earshot::warp()] = __popc(moved_lanes);
  }
  if (moved) {
    by_rank[rank] = row;
  }
  __syncthreads();
  int place = __popc(moved_lanes & ((1u << earshot::lane()) - 1));
  for (int w = 0; w < earshot::warp(); w++) {
    place += moved_in_warp[w];
  }
  if (row < n) {
    int from_row = moved ? by_rank[place] : row;
    source[row] = from_row;
    own[row] = from_row == row ? 1 : 0;
  }
}

// y_p = lambda x_p + (1 - lambda) x_q + beta y_p for p = rows_k and q = rows_(n-1-k), with one uniform number lambda
// (Philox at column 4 of row 0). x and y n x d. Its own backward pass. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) mix_rows(
    int n, int d, const float* __restrict__ x, const int* __restrict__ rows, unsigned long long seed, int stream,
    const int* __restrict__ step, float beta, float* __restrict__ y, int* fault) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= static_cast<unsigned>(n) * d) {
    return;
  }
  int own = rows[i / d];
  int other = rows[n - 1 - i / d];
  if (own < 0 || own >= n || other < 0 || other >= n) {
    earshot::report(fault, earshot::Fault::kRowOutOfRange);
    return;
  }
  double lambda = earshot::philox(seed, 1, 0, *step, stream).uniform(0);
  size_t at = static_cast<size_t>(own) * d + i % d;
  float mixed = static_cast<float>(lambda) * x[at] +
      static_cast<float>(1.0 - lambda) * x[static_cast<size_t>(other) * d + i % d];
  y[at] = earshot::blend(mixed, beta, y + at);
}

// y_ij = x_ij where mask_j = 0 and 0 where it is 1, + beta y. x, y n x d, y may be x. A thread an element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) mask_columns(
    int n, int d, const float* x, const int* __restrict__ mask, float beta, float* y) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < static_cast<unsigned>(n) * d) {
    y[i] = earshot::blend(mask[i % d] == 1 ? 0.0f : x[i], beta, y + i);
  }
}
