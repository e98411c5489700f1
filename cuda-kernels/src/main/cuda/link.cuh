// The edges of a subgraph from the neighbours of its nodes, for link.cu and search.cu. Mathematics: see link.cu.
//
// A warp takes a row i and 32 columns j at a time: has i chosen j, has j chosen i? Warp votes count and place the
// entries, so the rows of the matrix and of its transpose come out sorted. These are n^2 comparisons of q + 1 numbers
// for n q results, but there is no sort, no atomic, and only O(n q) memory; at 53 or 292 nodes this is faster than a
// sort. There are five phases, and each needs the whole of the one before. For few nodes (see CudaLinks) one block does
// them in turn, with a wait after each, which is faster than four more launches. For more nodes each phase is a launch,
// so that all multiprocessors take part: kChoose has a thread a node, kOffsets is one block, the others have a warp a
// row.
#pragma once

#include "common.cuh"
#include "random.cuh"

namespace earshot {

/** dev.earshot.compute.Normalization. */
enum class Normalization { kSymmetric = 0, kRow = 1, kNeighborMean = 2, kSum = 3 };

/** What a launch of link_subgraph does; CudaLinks in Java. */
enum class Phase { kAll = 0, kChoose = 1, kCount = 2, kOffsets = 3, kFill = 4, kEntries = 5 };

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

/**
 * The index of each entry of the transpose in the matrix itself, found in the sorted row. A warp takes a row of the
 * transpose.
 */
__device__ inline void find_transposed(
    int n, const LinkForm& direct, const LinkForm& transposed, int* transposed_entries, int first, int stride) {
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

struct Links {
  int n;
  int q;
  bool symmetric;
  Normalization normalization;
  double self_weight;
  int* chosen;
  double* degrees;
  LinkForm direct;
  LinkForm transposed;

  __device__ bool loops() const { return normalization != Normalization::kNeighborMean; }

  /** +1 if j is one of i's near nodes, -1 if it is its farthest, else 0. */
  __device__ int choice(int i, int j) const {
    const int* mine = chosen + static_cast<size_t>(i) * (q + 1);
    int sign = mine[q] == j ? -1 : 0;
    for (int k = 0; k < q; k++) {
      sign = mine[k] == j ? 1 : sign;
    }
    return sign;
  }

  /** No edge for j beyond the last node. */
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
    double scale = normalization == Normalization::kSymmetric ? sqrt(degrees[receiver] * degrees[giver])
        : normalization == Normalization::kSum ? 1.0
                                : degrees[receiver];
    return scale == 0.0 ? 0.0f : static_cast<float>((self ? self_weight : sign) / scale);
  }

  /** The number of entries of each row of both forms, stored one place after its offset; and the degrees. */
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
};

/** Turns n counts, each stored one place after its offset, into offsets; returns the last one. By one block. */
__device__ inline int counts_to_offsets(int n, int* offsets, int* scratch) {
  int before = 0;
  for (int from = 0; from < n; from += kThreads) {
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
    for (int w = 0; w < kWarps; w++) {
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

/** Where the edges of a node come from. What another block has written is read from memory: volatile. */
struct LinkChoice {
  int near_q;
  int blind_q;
  const volatile int* nearest;
  const volatile int* blind_nearest;
  const volatile int* farthest;
  double blind_share;
  unsigned long long seed;
  int stream;
  const int* step;

  /** Writes the neighbours of every stride-th node from the first on to links.chosen. */
  __device__ void choose(const Links& links, int first, int stride) const {
    for (int i = first; i < links.n; i += stride) {
      bool blind = philox(seed, 0, i, *step, stream).uniform(0) < blind_share;
      int count = blind ? blind_q : near_q;
      const volatile int* near = (blind ? blind_nearest : nearest) + static_cast<size_t>(i) * count;
      int* mine = links.chosen + static_cast<size_t>(i) * (links.q + 1);
      for (int k = 0; k < links.q; k++) {
        mine[k] = k < count ? near[k] : -1;
      }
      mine[links.q] = farthest == nullptr ? -1 : farthest[i];
    }
  }
};

/** One phase or all, by the `block`-th of `blocks` blocks. scratch: shared, one for each warp. */
__device__ inline void link_phases(
    Phase phase, const Links& links, const LinkChoice& choice, int capacity, int* transposed_entries, int* fault,
    int* scratch, int block, int blocks) {
  bool all = phase == Phase::kAll;
  int first_row = block * kWarps + warp();
  int rows_at_once = blocks * kWarps;
  if (all || phase == Phase::kChoose) {
    choice.choose(links, block * kThreads + threadIdx.x, blocks * kThreads);
    __syncthreads();
  }
  if (all || phase == Phase::kCount) {
    links.count(first_row, rows_at_once);
    __syncthreads();
  }
  if (all || phase == Phase::kOffsets) {
    int entries = counts_to_offsets(links.n, links.direct.offsets, scratch);
    counts_to_offsets(links.n, links.transposed.offsets, scratch);
    __syncthreads();
    if (entries > capacity) {
      if (threadIdx.x == 0) {
        report(fault, Fault::kTooManyEntries);
      }
      for (int i = threadIdx.x; i <= links.n; i += kThreads) {
        links.direct.offsets[i] = 0;
        links.transposed.offsets[i] = 0;
      }
    }
    __syncthreads();
  }
  // No entries: none at all, or too many.
  if ((all || phase == Phase::kFill) && links.direct.offsets[links.n] > 0) {
    links.fill(first_row, rows_at_once);
  }
  __syncthreads();
  if (all || phase == Phase::kEntries) {
    find_transposed(links.n, links.direct, links.transposed, transposed_entries, first_row, rows_at_once);
  }
}

}  // namespace earshot
