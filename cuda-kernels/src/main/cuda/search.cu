// Neighbours and edges of a subgraph in one launch: dev.earshot.compute.NeighborKernels.neighbors, once or twice, and
// then GraphKernels.link. For at most kSearchedNodes nodes.
//
// A block a node. Its warps compute the distances to all nodes in single precision: the lanes read neighbouring columns,
// so that a row is a few whole lines. Then a warp takes a search and finds the nearest and the farthest. Last, the block
// that arrives last links all nodes (link.cuh).
#include "link.cuh"
#include "neighbor.cuh"
#include "rows.cuh"

namespace earshot {

/** The most nodes, and how many of them a lane of a warp has. */
constexpr int kSearchedNodes = 128;
constexpr int kNodesOfLane = kSearchedNodes / kWarp;

/**
 * A node's first neighbours by their distances in single precision.
 *
 * Such a distance is a sum of squares, so that its relative error is at most `error`. Nodes whose distances differ by more
 * than their errors are in the right order. Where some may not be, the distances are computed in double, as the reference
 * computes them, and ties go to the lower index: the result is the same in any case.
 */
struct NodeSearch {
  NeighborRule rule;
  int n;
  int d;
  const float* x;
  /** The row of x that a node has. */
  const int* rows;
  const float* distances;
  double error;

  /** The most that a distance is off; near 0, by numbers that are too small. */
  __device__ double slack(double distance) const { return fabs(distance) * error + 1e-36; }

  /** Whether the first of two distances is certainly less. */
  __device__ bool surely_before(double first, double second) const {
    return second - first > slack(first) + slack(second);
  }

  /** Takes the first of all lanes' neighbours, the same in every lane. */
  __device__ static Neighbor take(Neighbor (&mine)[kNodesOfLane]) {
    Neighbor first = no_neighbor();
#pragma unroll
    for (int i = 0; i < kNodesOfLane; i++) {
      first = mine[i].before(first) ? mine[i] : first;
    }
    for (int offset = kWarp / 2; offset > 0; offset /= 2) {
      Neighbor other;
      other.distance = __shfl_xor_sync(kAllLanes, first.distance, offset);
      other.row = __shfl_xor_sync(kAllLanes, first.row, offset);
      first = other.before(first) ? other : first;
    }
#pragma unroll
    for (int i = 0; i < kNodesOfLane; i++) {
      mine[i] = mine[i].row == first.row ? no_neighbor() : mine[i];
    }
    return first;
  }

  __device__ static bool exists(const Neighbor& neighbor) { return neighbor.row != no_neighbor().row; }

  __device__ static void put(const Neighbor& neighbor, int* out) {
    if (lane() == 0) {
      *out = exists(neighbor) ? neighbor.row : -1;
    }
  }

  /**
   * The `count` nearest of the nodes that `counts` names to out, or (sign -1) the farthest; -1 where there are no more.
   * By a warp.
   */
  template <class Counts>
  __device__ void find(int count, double sign, Counts counts, int* out) const {
    Neighbor rough[kNodesOfLane];
    Neighbor left[kNodesOfLane];
    bool finite = true;
#pragma unroll
    for (int i = 0; i < kNodesOfLane; i++) {
      int row = i * kWarp + lane();
      rough[i] = row < n && counts(row) ? Neighbor{sign * distances[row], row} : no_neighbor();
      finite = finite && (!exists(rough[i]) || fabs(rough[i].distance) < INFINITY);
      left[i] = rough[i];
    }
    finite = __ballot_sync(kAllLanes, !finite) == 0;
    bool sure = finite;
    double limit = -INFINITY;
    // One more than is wanted: it must be beyond the last one.
    for (int k = 0; finite && k <= count; k++) {
      Neighbor next = take(left);
      sure = sure && (k == 0 || !exists(next) || surely_before(limit, next.distance));
      if (k < count) {
        limit = next.distance;
        put(next, out + k);
      }
    }
    limit = finite ? limit : INFINITY;
    if (sure) {
      return;
    }
    const float* mine = x + static_cast<size_t>(rows[rule.query]) * d;
#pragma unroll
    for (int i = 0; i < kNodesOfLane; i++) {
      left[i] = no_neighbor();
      // Not those that are certainly beyond the last one.
      if (exists(rough[i]) && !surely_before(limit, rough[i].distance)) {
        const float* other = x + static_cast<size_t>(rows[rough[i].row]) * d;
        left[i] = {sign * squared_distance(mine, other, d), rough[i].row};
      }
    }
    for (int k = 0; k < count; k++) {
      put(take(left), out + k);
    }
  }

  /** The nearest and, if wanted, the farthest. By a warp. */
  __device__ void run(int q, int* nearest, int* farthest) const {
    find(q, 1.0, [&](int row) { return rule.near(row); }, nearest + static_cast<size_t>(rule.query) * q);
    if (farthest != nullptr) {
      find(1, -1.0, [&](int row) { return rule.far(row); }, farthest + rule.query);
    }
  }
};

}  // namespace earshot

// x: the nodes' features, of x the given rows, see rows.cuh. labels, nearest, farthest: the first search, blind_...: the
// second. A search whose labels are null is left out, and its result is read as it is. labels_of_rows: whether labels are
// those of all rows of x, of which the nodes' are taken. Edges come from farthest, or blind_farthest if that is null, if
// with_farthest. The others: as for link_subgraph. ticket: 0 before and after.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) search_and_link(
    int n, int d, const float* __restrict__ x, int source_rows, const int* __restrict__ taken, int scheduled, int width,
    const int* __restrict__ schedule_step, bool labels_of_rows, int near_q, const int* labels, int* nearest,
    int* farthest, int blind_q, const int* blind_labels, int* blind_nearest, int* blind_farthest, bool with_farthest,
    double blind_share,
    unsigned long long seed, int stream, const int* __restrict__ step, bool symmetric,
    earshot::Normalization normalization, double self_weight, int capacity, int* __restrict__ chosen,
    double* __restrict__ degrees, int* __restrict__ offsets, int* __restrict__ indices, float* __restrict__ values,
    int* __restrict__ transposed_offsets, int* __restrict__ transposed_indices, float* __restrict__ transposed_values,
    int* __restrict__ transposed_entries, int* fault, unsigned* ticket) {
  __shared__ float distances[earshot::kSearchedNodes];
  __shared__ int row_of[earshot::kSearchedNodes];
  __shared__ int label_of[2][earshot::kSearchedNodes];
  __shared__ int scratch[earshot::kWarps];
  __shared__ bool last;
  int query = blockIdx.x;
  static_assert(earshot::kThreads >= earshot::kSearchedNodes, "a thread a node");
  if (threadIdx.x < n) {
    int row = earshot::GivenRows{source_rows, taken, scheduled, width, schedule_step}.at(threadIdx.x);
    // One that there is not is reported by gather_rows; the first row takes its place.
    row_of[threadIdx.x] = row < 0 ? 0 : row;
    if (labels != nullptr) {
      label_of[0][threadIdx.x] = !labels_of_rows ? labels[threadIdx.x] : row < 0 ? -1 : labels[row];
    }
    if (blind_labels != nullptr) {
      label_of[1][threadIdx.x] = blind_labels[threadIdx.x];
    }
  }
  __syncthreads();
  const float* mine = x + static_cast<size_t>(row_of[query]) * d;
  for (int row = earshot::warp(); row < n; row += earshot::kWarps) {
    const float* other = x + static_cast<size_t>(row_of[row]) * d;
    float sum = 0.0f;
#pragma unroll 4
    for (int k = earshot::lane(); k < d; k += earshot::kWarp) {
      float difference = mine[k] - other[k];
      sum += difference * difference;
    }
    sum = earshot::warp_sum(sum);
    if (earshot::lane() == 0) {
      distances[row] = sum;
    }
  }
  __syncthreads();
  // At most 3 roundings an element, then one for each sum of a lane and of the lanes; doubled.
  double error = (d / earshot::kWarp + 10.0) * (1.0 / 8388608.0);
  bool second = earshot::warp() == 1;
  if (earshot::warp() < 2 && (second ? blind_labels : labels) != nullptr) {
    earshot::NodeSearch search = {
        earshot::NeighborRule(label_of[second ? 1 : 0], true, query), n, d, x, row_of, distances, error};
    search.run(second ? blind_q : near_q, second ? blind_nearest : nearest, second ? blind_farthest : farthest);
  }
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) {
    last = atomicAdd(ticket, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (!last) {
    return;
  }
  __threadfence();
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
  const int* far = !with_farthest ? nullptr : farthest != nullptr ? farthest : blind_farthest;
  earshot::link_phases(
      earshot::Phase::kAll, links, {near_q, blind_q, nearest, blind_nearest, far, blind_share, seed, stream, step},
      capacity, transposed_entries, fault, scratch, 0, 1);
  if (threadIdx.x == 0) {
    *ticket = 0;
  }
}
