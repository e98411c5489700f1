// From the neighbours of a subgraph's nodes to its normalised adjacency, without the host: what
// dev.earshot.graph.SubgraphEdges and SignedGraph do, to the same float.
//
//   s_ij = +1 if j is one of i's q nearest, else -1 if j is i's farthest, else 0
//   symmetric: s_ij = +1 if either direction is, else -1 if either is
//   A = s + w I, D_ii = sum_j |A_ij|; then D^-1/2 A D^-1/2, D^-1 A, A itself, or (with w left out) D^-1 s
//
// A node may be treated blind in a step: where its uniform number (Philox at (0, i, step, stream)) is below
// blind_share its nearest are taken from blind_nearest.
//
// One block: the signs of at most 192 x 192 pairs fit into shared memory, and what is to be done is three waits long,
// less than the launches that more blocks would need. A warp takes a row; 32 columns at a time are counted and placed
// by votes, so rows come out sorted. Nodes in use: 53 and 71. Launch: grid 1, block 256.
#include "common.cuh"
#include "random.cuh"

namespace earshot {

constexpr int kMostNodes = 192;

enum Normalization { kSymmetric = 0, kRow = 1, kNeighborMean = 2, kSum = 3 };

/** The sign of an edge, with its reverse if that counts too. */
__device__ inline int edge_sign(const signed char* signs, int n, int i, int j, bool symmetric) {
  int here = signs[i * n + j];
  int back = symmetric ? signs[j * n + i] : 0;
  return here > 0 || back > 0 ? 1 : (here < 0 || back < 0 ? -1 : 0);
}

/** One of the adjacency's two forms in compressed rows. */
struct LinkForm {
  int* offsets;
  int* indices;
  float* values;
};

/** How many entries a row has before a column. */
__device__ inline int entries_before(
    const signed char* signs, int n, int row, int column, bool symmetric, bool loops) {
  int count = loops && row < column ? 1 : 0;
  for (int j = 0; j < column; j++) {
    count += edge_sign(signs, n, row, j, symmetric) != 0 ? 1 : 0;
  }
  return count;
}

}  // namespace earshot

extern "C" __global__ void __launch_bounds__(256) link_subgraph(
    int n, int q, const int* nearest, const int* blind_nearest, const int* farthest, double blind_share,
    unsigned long long seed, int stream, const int* step, int symmetric, int normalization, double self_weight,
    int capacity, int* offsets, int* indices, float* values, int* transposed_offsets, int* transposed_indices,
    float* transposed_values, int* transposed_entries, int* fault) {
  __shared__ signed char signs[earshot::kMostNodes * earshot::kMostNodes];
  __shared__ double degrees[earshot::kMostNodes];
  __shared__ int starts[2][earshot::kMostNodes + 1];
  bool loops = normalization != earshot::kNeighborMean;
  for (int i = threadIdx.x; i < n * n; i += blockDim.x) {
    signs[i] = 0;
  }
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    bool blind = earshot::philox(seed, 0, i, *step, stream).uniform(0) < blind_share;
    const int* chosen = blind ? blind_nearest : nearest;
    if (farthest != nullptr && farthest[i] >= 0) {
      signs[i * n + farthest[i]] = -1;
    }
    for (int k = 0; k < q; k++) {
      int j = chosen[i * q + k];
      if (j >= 0) {
        signs[i * n + j] = 1;
      }
    }
  }
  __syncthreads();
  for (int i = earshot::warp(); i < n; i += 8) {
    int count[2] = {};
    int neighbors = 0;
    for (int from = 0; from < n; from += earshot::kWarp) {
      int j = from + earshot::lane();
      int sign = j < n ? earshot::edge_sign(signs, n, i, j, symmetric) : 0;
      int reverse = j < n ? earshot::edge_sign(signs, n, j, i, symmetric) : 0;
      bool self = loops && j == i;
      neighbors += __popc(__ballot_sync(earshot::kAllLanes, sign != 0));
      count[0] += __popc(__ballot_sync(earshot::kAllLanes, sign != 0 || self));
      count[1] += __popc(__ballot_sync(earshot::kAllLanes, reverse != 0 || self));
    }
    if (earshot::lane() == 0) {
      degrees[i] = neighbors + (loops ? self_weight : 0.0);
      starts[0][i + 1] = count[0];
      starts[1][i + 1] = count[1];
    }
  }
  __syncthreads();
  if (threadIdx.x < 2) {
    int* mine = starts[threadIdx.x];
    mine[0] = 0;
    for (int i = 0; i < n; i++) {
      mine[i + 1] += mine[i];
    }
  }
  __syncthreads();
  bool fits = starts[0][n] <= capacity;
  if (!fits) {
    earshot::report(fault, earshot::kTooManyEntries);
  }
  for (int i = threadIdx.x; i <= n; i += blockDim.x) {
    offsets[i] = fits ? starts[0][i] : 0;
    transposed_offsets[i] = fits ? starts[1][i] : 0;
  }
  for (int row = earshot::warp(); row < 2 * n && fits; row += 8) {
    bool transposed = row >= n;
    int i = transposed ? row - n : row;
    earshot::LinkForm form = transposed
        ? earshot::LinkForm{transposed_offsets, transposed_indices, transposed_values}
        : earshot::LinkForm{offsets, indices, values};
    int at = starts[transposed ? 1 : 0][i];
    for (int from = 0; from < n; from += earshot::kWarp) {
      int j = from + earshot::lane();
      int receiver = transposed ? j : i;
      int giver = transposed ? i : j;
      int sign = j < n ? earshot::edge_sign(signs, n, receiver, giver, symmetric) : 0;
      bool self = loops && j == i;
      unsigned entries = __ballot_sync(earshot::kAllLanes, sign != 0 || self);
      if (sign != 0 || self) {
        int place = at + __popc(entries & ((1u << earshot::lane()) - 1));
        double value = self ? self_weight : sign;
        double scale = normalization == earshot::kSymmetric ? sqrt(degrees[receiver] * degrees[giver])
            : normalization == earshot::kSum ? 1.0
                                             : degrees[receiver];
        form.indices[place] = j;
        if (transposed) {
          // Where the entry stands in the matrix itself.
          transposed_entries[place] =
              starts[0][j] + earshot::entries_before(signs, n, j, i, symmetric, loops);
        }
        form.values[place] = scale == 0.0 ? 0.0f : static_cast<float>(value / scale);
      }
      at += __popc(entries);
    }
  }
}
