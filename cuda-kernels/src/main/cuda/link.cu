// The normalised adjacency of a subgraph from the neighbours of its nodes, without the host: link of the backend
// contract, equal to the reference to the last bit of a float; and, below, join: edges from the nodes of a context to
// the clips that are to be predicted.
//
//   s_ij = +1 if j is one of i's q near nodes, else -1 if j is i's farthest, else 0
//   symmetric: s_ij = +1 if either direction is, else -1 if either is
//   S = s + w I, D_ii = sum_j |S_ij|; then D^-1/2 S D^-1/2, D^-1 S, S itself, or (with w left out) D^-1 s
//
// In a step where a node's uniform number (Philox at (0, i, step, stream)) is below blind_share, its near nodes are
// taken from blind_nearest, that is regardless of labels.
//
// Shapes: nearest n x near_q, blind_nearest n x blind_q, farthest n (or null), -1 for none; q is the larger; chosen n x (q + 1) and degrees n are
// scratch; the matrix and its transpose have room for `capacity` entries each.
//
// How the work is divided: link.cuh.
#include "link.cuh"

extern "C" __global__ void __launch_bounds__(earshot::kThreads) link_subgraph(
    earshot::Phase phase, int n, int near_q, int blind_q, const int* nearest, const int* blind_nearest,
    const int* farthest, double blind_share, unsigned long long seed, int stream, const int* __restrict__ step,
    bool symmetric, earshot::Normalization normalization, double self_weight, int capacity, int* __restrict__ chosen,
    double* __restrict__ degrees, int* __restrict__ offsets, int* __restrict__ indices, float* __restrict__ values,
    int* __restrict__ transposed_offsets, int* __restrict__ transposed_indices, float* __restrict__ transposed_values,
    int* __restrict__ transposed_entries, int* fault) {
  __shared__ int scratch[earshot::kWarps];
  earshot::Links links = {
      n,
      near_q > blind_q ? near_q : blind_q,
      symmetric,
      normalization,
      self_weight,
      chosen,
      degrees,
      {offsets, indices, values},
      {transposed_offsets, transposed_indices, transposed_values}};
  earshot::link_phases(
      phase, links, {near_q, blind_q, nearest, blind_nearest, farthest, blind_share, seed, stream, step}, capacity,
      transposed_entries, fault, scratch, blockIdx.x, gridDim.x);
}

// Rows context .. rows - 1 are clips. Each gets an edge from the first `count` of the `each` nodes named for it, and
// from itself unless neighbours alone count; weights as above, with the degrees of the nodes as given. All clips have
// the same number of entries, so a thread knows where those of its row begin; it sorts them in place, since count is 4
// to 10. The rows of the context become empty. The transpose is not written. A thread a row, and one for the last
// offset.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) join_clips(
    int context, int rows, int each, int count, const int* __restrict__ nodes, const float* __restrict__ node_degrees,
    earshot::Normalization normalization, double self_weight, int* __restrict__ offsets, int* __restrict__ indices,
    float* __restrict__ values, int* fault) {
  int row = blockIdx.x * earshot::kThreads + threadIdx.x;
  if (row > rows) {
    return;
  }
  bool loop = normalization != earshot::Normalization::kNeighborMean;
  int entries = count + (loop ? 1 : 0);
  int begin = row < context ? 0 : (row - context) * entries;
  offsets[row] = begin;
  if (row < context || row == rows) {
    return;
  }
  double degree = count + (loop ? self_weight : 0.0);
  double own = normalization == earshot::Normalization::kSum ? 1.0 : degree;
  const int* mine = nodes + static_cast<size_t>(row - context) * each;
  for (int k = 0; k < count; k++) {
    int node = mine[k];
    double scale = own;
    if (node < 0 || node >= context) {
      earshot::report(fault, earshot::Fault::kRowOutOfRange);
      node = 0;
    }
    if (normalization == earshot::Normalization::kSymmetric) {
      scale = sqrt(degree * node_degrees[node]);
    }
    int place = begin + k;
    for (; place > begin && indices[place - 1] > node; place--) {
      indices[place] = indices[place - 1];
      values[place] = values[place - 1];
    }
    indices[place] = node;
    values[place] = scale == 0.0 ? 0.0f : static_cast<float>(1.0 / scale);
  }
  if (loop) {
    indices[begin + count] = row;
    values[begin + count] = own == 0.0 ? 0.0f : static_cast<float>(self_weight / own);
  }
}

namespace earshot {

/** Whether an edge is dropped: the same answer for both directions. Loops never are. */
__device__ inline bool dropped(
    int i, int j, double rate, unsigned long long seed, int stream, int step) {
  int low = i < j ? i : j;
  int high = i < j ? j : i;
  return low != high && philox(seed, high / kPhiloxWords, low, step, stream).uniform(high % kPhiloxWords) < rate;
}

}  // namespace earshot

// A graph without the edges that are dropped, and its transpose; whole_i is 1 where row i lost none. The phases are
// those of link_subgraph, each a launch: kCount and kFill have a thread a row, kOffsets is one block, kEntries has a
// warp a row. There is no kChoose: a thread draws an edge's number again where it needs it.
extern "C" __global__ void __launch_bounds__(earshot::kThreads, 4) drop_edges(
    earshot::Phase phase, int n, double rate, unsigned long long seed, int stream, const int* __restrict__ step,
    const int* __restrict__ offsets, const int* __restrict__ indices, const float* __restrict__ values,
    const int* __restrict__ transposed_offsets, const int* __restrict__ transposed_indices,
    const float* __restrict__ transposed_values, int* __restrict__ kept_offsets, int* __restrict__ kept_indices,
    float* __restrict__ kept_values, int* __restrict__ kept_transposed_offsets,
    int* __restrict__ kept_transposed_indices, float* __restrict__ kept_transposed_values,
    int* __restrict__ transposed_entries, int* __restrict__ whole) {
  __shared__ int scratch[earshot::kWarps];
  int row = blockIdx.x * earshot::kThreads + threadIdx.x;
  if (phase == earshot::Phase::kCount && row < n) {
    int count = 0;
    for (int e = offsets[row]; e < offsets[row + 1]; e++) {
      count += earshot::dropped(row, indices[e], rate, seed, stream, *step) ? 0 : 1;
    }
    int transposed_count = 0;
    for (int e = transposed_offsets[row]; e < transposed_offsets[row + 1]; e++) {
      transposed_count += earshot::dropped(row, transposed_indices[e], rate, seed, stream, *step) ? 0 : 1;
    }
    kept_offsets[row + 1] = count;
    kept_transposed_offsets[row + 1] = transposed_count;
    whole[row] = count == offsets[row + 1] - offsets[row] ? 1 : 0;
  }
  if (phase == earshot::Phase::kOffsets) {
    earshot::counts_to_offsets(n, kept_offsets, scratch);
    __syncthreads();
    earshot::counts_to_offsets(n, kept_transposed_offsets, scratch);
  }
  if (phase == earshot::Phase::kFill && row < n) {
    int at = kept_offsets[row];
    for (int e = offsets[row]; e < offsets[row + 1]; e++) {
      if (!earshot::dropped(row, indices[e], rate, seed, stream, *step)) {
        kept_indices[at] = indices[e];
        kept_values[at++] = values[e];
      }
    }
    at = kept_transposed_offsets[row];
    for (int e = transposed_offsets[row]; e < transposed_offsets[row + 1]; e++) {
      if (!earshot::dropped(row, transposed_indices[e], rate, seed, stream, *step)) {
        kept_transposed_indices[at] = transposed_indices[e];
        kept_transposed_values[at++] = transposed_values[e];
      }
    }
  }
  if (phase == earshot::Phase::kEntries) {
    earshot::find_transposed(
        n, {kept_offsets, kept_indices, kept_values},
        {kept_transposed_offsets, kept_transposed_indices, kept_transposed_values}, transposed_entries,
        blockIdx.x * earshot::kWarps + earshot::warp(), gridDim.x * earshot::kWarps);
  }
}

// Random neighbours of labelled nodes: `count` different other nodes in increasing order, or all if there are fewer; the
// others keep their nearest. The k-th number is the rank of a node among those that are left. nearest n x q, neighbors
// n x each; places that are left get -1. A thread a node, which inserts each node into its row, since count is small.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) draw_neighbors(
    int n, int q, int each, int count, const int* __restrict__ labels, const int* __restrict__ nearest,
    unsigned long long seed, int stream, const int* __restrict__ step, int* __restrict__ neighbors) {
  int i = blockIdx.x * earshot::kThreads + threadIdx.x;
  if (i >= n) {
    return;
  }
  int* mine = neighbors + static_cast<size_t>(i) * each;
  bool drawn = labels[i] >= 0;
  int found = drawn ? (count < n - 1 ? count : n - 1) : q;
  for (int k = 0; k < found; k++) {
    if (!drawn) {
      mine[k] = nearest[static_cast<size_t>(i) * q + k];
      continue;
    }
    unsigned word = earshot::philox(seed, k / earshot::kPhiloxWords, i, *step, stream).word[k % earshot::kPhiloxWords];
    int node = static_cast<int>((static_cast<unsigned long long>(word) * (n - 1 - k)) >> 32);
    int place = 0;
    bool passed = false;
    while (true) {
      int taken = place < k ? mine[place] : n;
      int next = passed || taken < i ? taken : i;
      if (next > node) {
        break;
      }
      node++;
      if (next == taken) {
        place++;
      } else {
        passed = true;
      }
    }
    for (int at = k; at > place; at--) {
      mine[at] = mine[at - 1];
    }
    mine[place] = node;
  }
  for (int k = found; k < each; k++) {
    mine[k] = -1;
  }
}
