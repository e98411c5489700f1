// Exact neighbours by Euclidean distance, ties to the lower index: dev.earshot.compute.NeighborKernels.
//
// nearest_rows: distances as sums of squared differences in double, as the reference makes them, so equal or
// nearly equal distances order the same way everywhere. A block a query; a thread takes every 128th base row and
// keeps its own short sorted list; the block then draws the least head k times. For subgraphs (53 or 71 rows) that
// is one launch without workspace, the rows staying in cache.
//
// knn_candidates + knn_refine: for many queries against many rows, |b|^2 - 2 a b by a tiled float product whose
// tiles are looked through while in shared memory, so the distance matrix is never written. Each of the 4 threads
// of a query keeps 16 candidates. The second kernel recomputes the candidates' distances in double and proves from
// the float product's error bound that no row outside the lists can be among the k nearest; where it cannot (ties,
// duplicates) it scans all rows for that query. So the result is exact in all cases, at about the cost of the
// product in most.
#include "common.cuh"

namespace earshot {

/** How many neighbours one pass finds. */
constexpr int kList = 8;

/** How many candidates each of the four threads of a query keeps. */
constexpr int kKept = 16;

struct Neighbor {
  double distance;
  int row;

  __device__ bool before(const Neighbor& other) const {
    return distance < other.distance || (distance == other.distance && row < other.row);
  }
};

__device__ inline Neighbor no_neighbor() { return {INFINITY, 0x7fffffff}; }

/** A thread's nearest rows, nearest first. */
struct NeighborList {
  Neighbor items[kList];

  __device__ void clear() {
    for (int i = 0; i < kList; i++) {
      items[i] = no_neighbor();
    }
  }

  __device__ void insert(Neighbor candidate) {
    if (!candidate.before(items[kList - 1])) {
      return;
    }
    int place = kList - 1;
    while (place > 0 && candidate.before(items[place - 1])) {
      items[place] = items[place - 1];
      place--;
    }
    items[place] = candidate;
  }

  __device__ void pop() {
    for (int i = 0; i + 1 < kList; i++) {
      items[i] = items[i + 1];
    }
    items[kList - 1] = no_neighbor();
  }
};

__device__ inline double squared_distance(const float* a, const float* b, int d) {
  double sum = 0;
  for (int k = 0; k < d; k++) {
    double difference = static_cast<double>(a[k]) - b[k];
    sum += difference * difference;
  }
  return sum;
}

/** The first of the block's neighbours, in every thread. scratch: shared, one for each warp. */
__device__ inline Neighbor block_first(Neighbor mine, Neighbor* scratch) {
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    Neighbor other;
    other.distance = __shfl_xor_sync(kAllLanes, mine.distance, offset);
    other.row = __shfl_xor_sync(kAllLanes, mine.row, offset);
    if (other.before(mine)) {
      mine = other;
    }
  }
  __syncthreads();  // scratch may still be read from the call before
  if (lane() == 0) {
    scratch[warp()] = mine;
  }
  __syncthreads();
  Neighbor first = scratch[0];
  for (int w = 1; w < static_cast<int>(blockDim.x) / kWarp; w++) {
    if (scratch[w].before(first)) {
      first = scratch[w];
    }
  }
  return first;
}

/** Draws the `count` first of all threads' lists into out, -1 where there are no more; returns the last drawn. */
__device__ inline Neighbor draw(NeighborList* list, int count, int* out, Neighbor* scratch) {
  Neighbor first = no_neighbor();
  for (int k = 0; k < count; k++) {
    first = block_first(list->items[0], scratch);
    bool any = first.row != no_neighbor().row;
    if (any && list->items[0].row == first.row) {
      list->pop();
    }
    if (threadIdx.x == 0) {
      out[k] = any ? first.row : -1;
    }
  }
  return first;
}

}  // namespace earshot

// For query i the neighbours done .. min(k, done + 8) - 1 among the base rows, and, if wanted, the farthest.
// queries n x d, base m x d, nearest n x k. labels (or null): a row with a label has its nearest among its own label
// and its farthest among all labels; one without, both among all. self: whether queries are base, so that a row
// does not count as its own neighbour. Launch: grid n, block 128, once for every 8 neighbours.
extern "C" __global__ void __launch_bounds__(128) nearest_rows(
    int base_rows, int d, const float* queries, const float* base, const int* labels, int self, int k, int done,
    int* nearest, int* farthest) {
  __shared__ earshot::Neighbor scratch[4];
  int query = blockIdx.x;
  const float* x = queries + static_cast<size_t>(query) * d;
  int* out = nearest + static_cast<size_t>(query) * k;
  int label = labels == nullptr ? -1 : labels[query];
  earshot::Neighbor beyond = {-1.0, -1};
  if (done > 0) {
    beyond = earshot::no_neighbor();
    int row = out[done - 1];
    if (row >= 0) {
      beyond = {earshot::squared_distance(x, base + static_cast<size_t>(row) * d, d), row};
    }
  }
  earshot::NeighborList list;
  list.clear();
  earshot::Neighbor far = earshot::no_neighbor();
  for (int row = threadIdx.x; row < base_rows; row += blockDim.x) {
    bool same = label < 0 || labels[row] == label;
    bool comparable = label < 0 || labels[row] >= 0;
    if ((self && row == query) || !(same || comparable)) {
      continue;
    }
    earshot::Neighbor candidate = {
        earshot::squared_distance(x, base + static_cast<size_t>(row) * d, d), row};
    if (same && beyond.before(candidate)) {
      list.insert(candidate);
    }
    // The farthest is the first by negated distance.
    earshot::Neighbor opposite = {-candidate.distance, row};
    if (comparable && opposite.before(far)) {
      far = opposite;
    }
  }
  earshot::draw(&list, k - done < earshot::kList ? k - done : earshot::kList, out + done, scratch);
  if (farthest != nullptr) {
    far = earshot::block_first(far, scratch);
    if (threadIdx.x == 0) {
      farthest[query] = far.row == earshot::no_neighbor().row ? -1 : far.row;
    }
  }
}

// norms_i = |x_i|^2, made in double; largest (0 on entry) becomes the greatest of them, as the bits of a float,
// which order like the numbers as none is negative. A warp a row. Launch: grid ceil(n / 8), block 256.
extern "C" __global__ void __launch_bounds__(256) row_norms(
    int n, int d, const float* x, float* norms, int* largest) {
  int row = blockIdx.x * 8 + earshot::warp();
  if (row >= n) {
    return;
  }
  double sum = 0;
  for (int k = earshot::lane(); k < d; k += earshot::kWarp) {
    double value = x[static_cast<size_t>(row) * d + k];
    sum += value * value;
  }
  float norm = static_cast<float>(earshot::warp_sum(sum));
  if (earshot::lane() == 0) {
    norms[row] = norm;
    atomicMax(largest, __float_as_int(norm));
  }
}

// For each query 4 lists a split of 16 candidates by |b|^2 - 2 a b, the nearest first, row -1 where there are too
// few. Block (x, y) takes 64 queries and the y-th of gridDim.y parts of the base rows, a tile of 64 at a time.
// kept_distances, kept_rows: n x gridDim.y x 4 x 16. Launch: grid (ceil(n / 64), splits), block 256.
extern "C" __global__ void __launch_bounds__(256) knn_candidates(
    int n, int base_rows, int d, const float* queries, const float* base, const float* norms,
    float* kept_distances, int* kept_rows) {
  constexpr int kTile = 64;
  constexpr int kDepth = 16;
  constexpr int kRow = kTile + 1;
  __shared__ float slice_a[kDepth * kRow];
  __shared__ float slice_b[kDepth * kRow];
  __shared__ float tile[kTile * kRow];
  int thread = threadIdx.x;
  int first_query = blockIdx.x * kTile;
  int part = (base_rows + gridDim.y - 1) / gridDim.y;
  int begin = blockIdx.y * part;
  int end = begin + part < base_rows ? begin + part : base_rows;

  float distances[earshot::kKept];
  int rows[earshot::kKept];
  for (int i = 0; i < earshot::kKept; i++) {
    distances[i] = INFINITY;
    rows[i] = -1;
  }
  for (int first_base = begin; first_base < end; first_base += kTile) {
    float sum[4][4] = {};
    for (int from = 0; from < d; from += kDepth) {
      for (int load = 0; load < 4; load++) {
        int at = thread + load * 256;
        int k = at % kDepth;
        int i = at / kDepth;
        bool inside = from + k < d;
        slice_a[k * kRow + i] = inside && first_query + i < n
            ? queries[static_cast<size_t>(first_query + i) * d + from + k] : 0.0f;
        slice_b[k * kRow + i] = inside && first_base + i < end
            ? base[static_cast<size_t>(first_base + i) * d + from + k] : 0.0f;
      }
      __syncthreads();
#pragma unroll
      for (int k = 0; k < kDepth; k++) {
        float left[4];
        float right[4];
#pragma unroll
        for (int e = 0; e < 4; e++) {
          left[e] = slice_a[k * kRow + thread / 16 + e * 16];
          right[e] = slice_b[k * kRow + thread % 16 + e * 16];
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
#pragma unroll
          for (int j = 0; j < 4; j++) {
            sum[i][j] += left[i] * right[j];
          }
        }
      }
      __syncthreads();
    }
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        int column = thread % 16 + j * 16;
        tile[(thread / 16 + i * 16) * kRow + column] =
            first_base + column < end ? norms[first_base + column] - 2.0f * sum[i][j] : INFINITY;
      }
    }
    __syncthreads();
    const float* row_of_tile = tile + thread / 4 * kRow;
    for (int j = thread % 4; j < kTile; j += 4) {
      float distance = row_of_tile[j];
      if (distance < distances[earshot::kKept - 1]) {
        int place = earshot::kKept - 1;
        while (place > 0 && distance < distances[place - 1]) {
          distances[place] = distances[place - 1];
          rows[place] = rows[place - 1];
          place--;
        }
        distances[place] = distance;
        rows[place] = first_base + j;
      }
    }
    __syncthreads();
  }
  int query = first_query + thread / 4;
  if (query < n) {
    size_t out = ((static_cast<size_t>(query) * gridDim.y + blockIdx.y) * 4 + thread % 4) * earshot::kKept;
    for (int i = 0; i < earshot::kKept; i++) {
      kept_distances[out + i] = distances[i];
      kept_rows[out + i] = rows[i];
    }
  }
}

// The k <= 8 nearest of each query out of its `lists` lists of candidates, exactly. `searched` counts the queries
// for which all rows had to be looked through. Launch: grid n, block 128.
extern "C" __global__ void __launch_bounds__(128) knn_refine(
    int base_rows, int d, const float* queries, const float* base, const int* largest_norm, int lists,
    const float* kept_distances, const int* kept_rows, int k, int* nearest, int* searched) {
  __shared__ earshot::Neighbor scratch[4];
  int query = blockIdx.x;
  const float* x = queries + static_cast<size_t>(query) * d;
  int* out = nearest + static_cast<size_t>(query) * k;
  size_t first = static_cast<size_t>(query) * lists * earshot::kKept;
  earshot::NeighborList list;
  list.clear();
  // A row that a full list left out is no nearer, by the float product, than that list's last.
  earshot::Neighbor bound = earshot::no_neighbor();
  double norm = 0;
  for (int c = threadIdx.x; c < lists * earshot::kKept; c += blockDim.x) {
    int row = kept_rows[first + c];
    if (row >= 0) {
      list.insert({earshot::squared_distance(x, base + static_cast<size_t>(row) * d, d), row});
      if (c % earshot::kKept == earshot::kKept - 1) {
        earshot::Neighbor last = {kept_distances[first + c], row};
        bound = last.before(bound) ? last : bound;
      }
    }
  }
  bound = earshot::block_first(bound, scratch);
  for (int c = 0; c < d; c++) {
    norm += static_cast<double>(x[c]) * x[c];
  }
  // |fl(a b) - a b| <= d u |a| |b|, u = 2^-24, and two more roundings of numbers below |b|^2 + 2 |a| |b|; doubled.
  double largest = __int_as_float(*largest_norm);
  double error = (d + 4.0) * (2.0 / 8388608.0) * (sqrt(norm * largest) + largest);
  earshot::Neighbor last = earshot::draw(&list, k, out, scratch);
  if (last.distance < bound.distance + norm - error || bound.distance == INFINITY) {
    return;
  }
  list.clear();
  for (int row = threadIdx.x; row < base_rows; row += blockDim.x) {
    list.insert({earshot::squared_distance(x, base + static_cast<size_t>(row) * d, d), row});
  }
  earshot::draw(&list, k, out, scratch);
  if (threadIdx.x == 0) {
    atomicAdd(searched, 1);
  }
}
