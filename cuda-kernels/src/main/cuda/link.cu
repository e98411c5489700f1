// From the neighbours of a subgraph's nodes to its normalised adjacency, without the host: link of
// dev.earshot.compute.GraphKernels, to the same float; and below, join: clips to be predicted to a context's nodes.
//
//   s_ij = +1 if j is one of i's q near nodes, else -1 if j is i's farthest, else 0
//   symmetric: s_ij = +1 if either direction is, else -1 if either is
//   S = s + w I, D_ii = sum_j |S_ij|; then D^-1/2 S D^-1/2, D^-1 S, S itself, or (with w left out) D^-1 s
//
// A node is treated blind in a step where its uniform number (Philox at (0, i, step, stream)) is below blind_share; its
// near nodes are then taken from blind_nearest.
//
// Shapes: nearest and blind_nearest n x q, farthest n (or null), -1 for none; chosen n x (q + 1) and degrees n are
// workspace; both forms of the matrix have room for `capacity` entries.
//
// A warp takes a row and looks at 32 columns at a time: whether i has chosen j, and j has chosen i. Votes count and
// place the entries, so rows come out sorted, in both forms at once. That is n^2 comparisons of q + 1 numbers for n q
// results, but no sorting, no atomics, and no memory beyond O(n q); at 53 or 292 nodes it is over before a sort has
// begun. Five phases, each of which needs all of the one before: up to kOneBlock nodes (see CudaSparseKernels) one
// block does them in turn with four waits, which is shorter than four more launches; beyond, one launch a phase lets
// every multiprocessor help.
//
// Launch: phase kAll: grid 1; kChoose: ceil(n / 256); kOffsets: 1; kCount, kFill, kEntries: ceil(n / 8). Block 256.
#include "common.cuh"
#include "random.cuh"

namespace earshot {

enum Normalization { kSymmetric = 0, kRow = 1, kNeighborMean = 2, kSum = 3 };

enum LinkPhase { kAll = 0, kChoose = 1, kCount = 2, kOffsets = 3, kFill = 4, kEntries = 5 };

/** One of the adjacency's two forms in compressed rows. */
struct LinkForm {
  int* offsets;
  int* indices;
  float* values;
};

/** An edge in both directions: what row i has in column j, and what row j has in column i. */
struct EdgeSigns {
  int here;
  int back;
};

struct Links {
  int n;
  int q;
  bool symmetric;
  int normalization;
  double self_weight;
  int* chosen;
  double* degrees;
  LinkForm direct;
  LinkForm transposed;
  int* transposed_entries;

  __device__ bool loops() const { return normalization != kNeighborMean; }

  /** +1 if j is one of i's near nodes, -1 if it is its farthest, else 0. */
  __device__ int choice(int i, int j) const {
    const int* mine = chosen + static_cast<size_t>(i) * (q + 1);
    int sign = mine[q] == j ? -1 : 0;
    for (int k = 0; k < q; k++) {
      sign = mine[k] == j ? 1 : sign;
    }
    return sign;
  }

  /** For j beyond the last node none. */
  __device__ EdgeSigns signs(int i, int j) const {
    if (j >= n) {
      return {0, 0};
    }
    EdgeSigns s = {choice(i, j), choice(j, i)};
    if (symmetric) {
      int both = s.here > 0 || s.back > 0 ? 1 : (s.here < 0 || s.back < 0 ? -1 : 0);
      s = {both, both};
    }
    return s;
  }

  __device__ float value(bool self, int sign, int receiver, int giver) const {
    double scale = normalization == kSymmetric ? sqrt(degrees[receiver] * degrees[giver])
        : normalization == kSum ? 1.0
                                : degrees[receiver];
    return scale == 0.0 ? 0.0f : static_cast<float>((self ? self_weight : sign) / scale);
  }

  /** How many entries each row of either form has, left one place behind its offset; and the degrees. */
  __device__ void count(int first, int stride) const {
    for (int i = first; i < n; i += stride) {
      int entries = 0;
      int transposed_count = 0;
      int neighbors = 0;
      for (int from = 0; from < n; from += kWarp) {
        int j = from + lane();
        EdgeSigns s = signs(i, j);
        bool self = loops() && j == i;
        neighbors += __popc(__ballot_sync(kAllLanes, s.here != 0));
        entries += __popc(__ballot_sync(kAllLanes, s.here != 0 || self));
        transposed_count += __popc(__ballot_sync(kAllLanes, s.back != 0 || self));
      }
      if (lane() == 0) {
        degrees[i] = neighbors + (loops() ? self_weight : 0.0);
        direct.offsets[i + 1] = entries;
        transposed.offsets[i + 1] = transposed_count;
      }
    }
  }

  __device__ void place(const LinkForm& form, int* at, int j, bool self, int sign, int receiver, int giver) const {
    unsigned entries = __ballot_sync(kAllLanes, sign != 0 || self);
    if (sign != 0 || self) {
      int place = *at + __popc(entries & ((1u << lane()) - 1));
      form.indices[place] = j;
      form.values[place] = value(self, sign, receiver, giver);
    }
    *at += __popc(entries);
  }

  /** The entries of both forms, by increasing column. */
  __device__ void fill(int first, int stride) const {
    for (int i = first; i < n; i += stride) {
      int at = direct.offsets[i];
      int transposed_at = transposed.offsets[i];
      for (int from = 0; from < n; from += kWarp) {
        int j = from + lane();
        EdgeSigns s = signs(i, j);
        bool self = loops() && j == i;
        place(direct, &at, j, self, s.here, i, j);
        place(transposed, &transposed_at, j, self, s.back, j, i);
      }
    }
  }

  /** Where each entry of the transpose stands in the matrix itself: looked up in the sorted row. */
  __device__ void entries(int first, int stride) const {
    for (int i = first; i < n; i += stride) {
      for (int e = transposed.offsets[i] + lane(); e < transposed.offsets[i + 1]; e += kWarp) {
        int low = direct.offsets[transposed.indices[e]];
        int high = direct.offsets[transposed.indices[e] + 1];
        while (low + 1 < high) {
          int middle = (low + high) / 2;
          if (direct.indices[middle] <= i) {
            low = middle;
          } else {
            high = middle;
          }
        }
        transposed_entries[e] = low;
      }
    }
  }
};

/** Turns n counts, each one place behind its offset, into offsets; returns the last. By one block of 256. */
__device__ inline int counts_to_offsets(int n, int* offsets, int* scratch) {
  int before = 0;
  for (int from = 0; from < n; from += 256) {
    int i = from + threadIdx.x;
    int sum = i < n ? offsets[i + 1] : 0;
    for (int step = 1; step < kWarp; step *= 2) {
      int other = __shfl_up_sync(kAllLanes, sum, step);
      sum += lane() >= step ? other : 0;
    }
    __syncthreads();  // scratch may still be read
    if (lane() == kWarp - 1) {
      scratch[warp()] = sum;
    }
    __syncthreads();
    sum += before;
    for (int w = 0; w < 8; w++) {
      sum += w < warp() ? scratch[w] : 0;
      before += scratch[w];
    }
    if (i < n) {
      offsets[i + 1] = sum;
    }
  }
  if (threadIdx.x == 0) {
    offsets[0] = 0;
  }
  return before;
}

}  // namespace earshot

extern "C" __global__ void __launch_bounds__(256) link_subgraph(
    int phase, int n, int q, const int* nearest, const int* blind_nearest, const int* farthest, double blind_share,
    unsigned long long seed, int stream, const int* step, int symmetric, int normalization, double self_weight,
    int capacity, int* chosen, double* degrees, int* offsets, int* indices, float* values, int* transposed_offsets,
    int* transposed_indices, float* transposed_values, int* transposed_entries, int* fault) {
  __shared__ int scratch[8];
  bool all = phase == earshot::kAll;
  earshot::Links links = {
      n,
      q,
      symmetric != 0,
      normalization,
      self_weight,
      chosen,
      degrees,
      {offsets, indices, values},
      {transposed_offsets, transposed_indices, transposed_values},
      transposed_entries};
  int first_row = blockIdx.x * 8 + earshot::warp();
  int rows_at_once = gridDim.x * 8;
  if (all || phase == earshot::kChoose) {
    for (int i = blockIdx.x * 256 + threadIdx.x; i < n; i += gridDim.x * 256) {
      bool blind = earshot::philox(seed, 0, i, *step, stream).uniform(0) < blind_share;
      const int* near = (blind ? blind_nearest : nearest) + static_cast<size_t>(i) * q;
      int* mine = chosen + static_cast<size_t>(i) * (q + 1);
      for (int k = 0; k < q; k++) {
        mine[k] = near[k];
      }
      mine[q] = farthest == nullptr ? -1 : farthest[i];
    }
    __syncthreads();
  }
  if (all || phase == earshot::kCount) {
    links.count(first_row, rows_at_once);
    __syncthreads();
  }
  if (all || phase == earshot::kOffsets) {
    int entries = earshot::counts_to_offsets(n, offsets, scratch);
    earshot::counts_to_offsets(n, transposed_offsets, scratch);
    __syncthreads();
    if (entries > capacity) {
      if (threadIdx.x == 0) {
        earshot::report(fault, earshot::kTooManyEntries);
      }
      for (int i = threadIdx.x; i <= n; i += 256) {
        offsets[i] = 0;
        transposed_offsets[i] = 0;
      }
    }
    __syncthreads();
  }
  // No entries: none at all, or too many.
  if ((all || phase == earshot::kFill) && offsets[n] > 0) {
    links.fill(first_row, rows_at_once);
  }
  __syncthreads();
  if (all || phase == earshot::kEntries) {
    links.entries(first_row, rows_at_once);
  }
}

// Rows context .. rows - 1 are clips, joined to the first `count` of the `each` nodes named for them, and to themselves
// unless neighbours alone count: the weights as above, with the nodes' degrees as given. Every clip has as many
// entries, so each thread knows where its own begin; it sorts them where they are, count being 4 to 10. The rows before
// become empty. The transpose is left as it is. Launch: grid ceil((rows + 1) / 256), block 256.
extern "C" __global__ void __launch_bounds__(256) join_clips(
    int context, int rows, int each, int count, const int* nodes, const float* node_degrees, int normalization,
    double self_weight, int* offsets, int* indices, float* values, int* fault) {
  int row = blockIdx.x * 256 + threadIdx.x;
  if (row > rows) {
    return;
  }
  bool loop = normalization != earshot::kNeighborMean;
  int entries = count + (loop ? 1 : 0);
  int begin = row < context ? 0 : (row - context) * entries;
  offsets[row] = begin;
  if (row < context || row == rows) {
    return;
  }
  double degree = count + (loop ? self_weight : 0.0);
  double own = normalization == earshot::kSum ? 1.0 : degree;
  const int* mine = nodes + static_cast<size_t>(row - context) * each;
  for (int k = 0; k < count; k++) {
    int node = mine[k];
    double scale = own;
    if (node < 0 || node >= context) {
      earshot::report(fault, earshot::kRowOutOfRange);
      node = 0;
    }
    if (normalization == earshot::kSymmetric) {
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
