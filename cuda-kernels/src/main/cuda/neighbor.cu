// Exact neighbours by Euclidean distance, ties to the lower index: dev.earshot.compute.NeighborKernels.
//
// nearest_rows: distances are sums of squared differences in double, as in the reference, so that equal or nearly equal
// distances order the same way everywhere. A block a query; a thread takes every 128th base row and has a short sorted
// list of its own; then the block takes the smallest head of all lists k times. For subgraphs (53 or 71 rows) this is
// one launch without scratch, and the rows stay in the cache.
//
// knn_candidates and knn_refine, for many queries and rows: |b|^2 - 2 a b by a tiled product, on tensor cores where there
// are some (tensor.cuh), else in single precision (tile.cuh). Each
// tile is searched in shared memory, so the distance matrix is never written: a block holds 128 queries and goes
// through all rows, and the result has O(n k) elements. Each of the 2 threads of a query has a list of 16 candidates
// for the nearest and of 4 for the farthest. The second kernel recomputes the distances of the candidates in double.
// From the error bound of the product it proves that no row outside the lists is among the k nearest, or is the
// farthest. Where it cannot (ties, duplicates), it scans all rows for that query. So the result is always exact, at
// about the cost of the product in most cases.
#include "neighbor.cuh"
#include "tensor.cuh"

namespace earshot {

/** The neighbours that one launch of nearest_rows finds. */
constexpr int kList = 8;

/** The most neighbours that knn_refine finds: the length of a list of candidates. */
constexpr int kRefined = 16;

/** The lists of candidates of each query and split, one for each of its threads. */
constexpr int kLists = 2;

/** The candidates in a list for the nearest, and in one for the farthest. */
constexpr int kKept = 16;
constexpr int kFarKept = 4;

/** A thread's nearest rows, nearest first. */
template <int SIZE>
struct NeighborList {
  Neighbor items[SIZE];

  __device__ void clear() {
    for (int i = 0; i < SIZE; i++) {
      items[i] = no_neighbor();
    }
  }

  __device__ void insert(Neighbor candidate) {
    if (!candidate.before(items[SIZE - 1])) {
      return;
    }
    int place = SIZE - 1;
    while (place > 0 && candidate.before(items[place - 1])) {
      items[place] = items[place - 1];
      place--;
    }
    items[place] = candidate;
  }

  __device__ void pop() {
    // Unrolled, this would take half of all registers; one thread of a block does it, once for each neighbour.
#pragma unroll 1
    for (int i = 0; i + 1 < SIZE; i++) {
      items[i] = items[i + 1];
    }
    items[SIZE - 1] = no_neighbor();
  }
};

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

/** Writes the first `count` neighbours of all lists to out, -1 where there are no more; returns the last one. */
template <int SIZE>
__device__ inline Neighbor draw(NeighborList<SIZE>* list, int count, int* out, Neighbor* scratch) {
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

/** Scans this thread's rows: the nearest after `beyond`, and the farthest, by negated distance. */
template <int SIZE>
__device__ inline void scan(
    const NeighborRule& rule, const float* x, const float* base, int base_rows, int d, Neighbor beyond,
    NeighborList<SIZE>* list, Neighbor* farthest) {
  for (int row = threadIdx.x; row < base_rows; row += blockDim.x) {
    bool near = rule.near(row);
    bool far = rule.far(row);
    if (!near && !far) {
      continue;
    }
    Neighbor candidate = {squared_distance(x, base + static_cast<size_t>(row) * d, d), row};
    if (near && beyond.before(candidate)) {
      list->insert(candidate);
    }
    Neighbor opposite = {-candidate.distance, row};
    if (far && opposite.before(*farthest)) {
      *farthest = opposite;
    }
  }
}

/** Writes the farthest row of the whole block, -1 where there is none. */
__device__ inline void store_farthest(Neighbor far, int* farthest, Neighbor* scratch) {
  far = block_first(far, scratch);
  if (threadIdx.x == 0) {
    *farthest = far.row == no_neighbor().row ? -1 : far.row;
  }
}

/** The smallest of the numbers inserted, in ascending order, with their rows. */
template <int SIZE>
struct KeptRows {
  float numbers[SIZE];
  int rows[SIZE];

  /** Only numbers below `limit` will be kept. */
  __device__ void clear(float limit) {
    for (int i = 0; i < SIZE; i++) {
      numbers[i] = limit;
      rows[i] = -1;
    }
  }

  __device__ float worst() const { return numbers[SIZE - 1]; }

  /** number must be less than the worst. */
  __device__ void insert(float number, int row) {
    int place = SIZE - 1;
    while (place > 0 && number < numbers[place - 1]) {
      numbers[place] = numbers[place - 1];
      rows[place] = rows[place - 1];
      place--;
    }
    numbers[place] = number;
    rows[place] = row;
  }

  __device__ void store(float* to, int* to_rows) const {
    for (int i = 0; i < SIZE; i++) {
      to[i] = numbers[i];
      to_rows[i] = rows[i];
    }
  }
};

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
using CandidateTile = Tile128;

/** |fl(a b) - a b| <= d u |a| |b|, u = 2^-24, and two more roundings of numbers below |b|^2 + 2 |a| |b|; doubled. */
__device__ inline double product_error(int d, double norm, double largest) {
  return (d + 4.0) * (2.0 / 8388608.0) * (sqrt(norm * largest) + largest);
}
#else
using CandidateTile = TensorTile;

/**
 * Of |b|^2 - 2 a b: both operands are rounded to tf32, each by at most 2^-11 of itself, which makes 2^-9 |a| |b|. Tensor
 * cores may cut off what they add up instead of rounding it: (d + 8) 2^-20, eight times what rounding would need.
 */
__device__ inline double product_error(int d, double norm, double largest) {
  return (1.01 / 512.0 + (d + 8.0) / 1048576.0) * (sqrt(norm * largest) + largest);
}
#endif

}  // namespace earshot

// For query i the neighbours done .. min(k, done + 8) - 1 among the base rows, and, if wanted, the farthest. queries n
// x d, base m x d, nearest n x k. labels (or null): a row with a label has its nearest among the rows of its label and
// its farthest among the labelled rows; a row without one has both among all rows. self: whether the queries are the
// base; a row is then not its own neighbour. A block a query; one launch for every 8 neighbours.
extern "C" __global__ void __launch_bounds__(128) nearest_rows(
    int base_rows, int d, const float* __restrict__ queries, const float* __restrict__ base,
    const int* __restrict__ labels, bool self, int k, int done, int* __restrict__ nearest, int* __restrict__ farthest) {
  __shared__ earshot::Neighbor scratch[4];
  int query = blockIdx.x;
  const float* x = queries + static_cast<size_t>(query) * d;
  int* out = nearest + static_cast<size_t>(query) * k;
  earshot::Neighbor beyond = {-1.0, -1};
  if (done > 0) {
    beyond = earshot::no_neighbor();
    int row = out[done - 1];
    if (row >= 0) {
      beyond = {earshot::squared_distance(x, base + static_cast<size_t>(row) * d, d), row};
    }
  }
  earshot::NeighborList<earshot::kList> list;
  list.clear();
  earshot::Neighbor far = earshot::no_neighbor();
  earshot::scan(earshot::NeighborRule(labels, self, query), x, base, base_rows, d, beyond, &list, &far);
  earshot::draw(&list, k - done < earshot::kList ? k - done : earshot::kList, out + done, scratch);
  if (farthest != nullptr) {
    earshot::store_farthest(far, farthest + query, scratch);
  }
}

// norms_i = |x_i|^2, computed in double; largest (0 on entry) becomes the largest of them, as the bits of a float,
// which have the order of the numbers since none is negative. A warp a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) row_norms(
    int n, int d, const float* __restrict__ x, float* __restrict__ norms, int* largest) {
  int row = blockIdx.x * earshot::kWarps + earshot::warp();
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

// For each query, 2 lists of 16 candidates by |b|^2 - 2 a b, the nearest first, row -1 where there are too few; and, if
// wanted, 2 lists of 4 by 2 a b - |b|^2, the farthest first. labels, self: as in nearest_rows. Block (x, y) takes 128
// queries and the y-th of gridDim.y parts of the base rows, a tile of 128 at a time; it searches a tile in two halves,
// which fit into the memory of the slices. kept_numbers, kept_rows: n x gridDim.y x 2 x 16; far_numbers, far_rows (or
// null): n x gridDim.y x 2 x 4.
extern "C" __global__ void __launch_bounds__(earshot::kThreads, 2) knn_candidates(
    int n, int base_rows, int d, const float* __restrict__ queries, const float* __restrict__ base,
    const float* __restrict__ norms, const int* __restrict__ labels, bool self, float* __restrict__ kept_numbers,
    int* __restrict__ kept_rows, float* __restrict__ far_numbers, int* __restrict__ far_rows) {
  using Tile = earshot::CandidateTile;
  constexpr int kHalf = Tile::kTile / 2;
  // A warp is two threads for each of 16 queries: its 32 reads go to 32 banks.
  constexpr int kRow = kHalf + 2;
  static_assert(Tile::kTile * kRow >= Tile::kSharedFloats, "the slices need room");
  __shared__ __align__(16) float shared[Tile::kTile * kRow];
  int thread = threadIdx.x;
  int first_query = blockIdx.x * Tile::kTile;
  int part = (base_rows + gridDim.y - 1) / gridDim.y;
  int begin = blockIdx.y * part;
  int end = begin + part < base_rows ? begin + part : base_rows;
  int query = first_query + thread / earshot::kLists;
  earshot::KeptRows<earshot::kKept> kept;
  earshot::KeptRows<earshot::kFarKept> far;
  kept.clear(INFINITY);
  far.clear(far_numbers == nullptr ? -INFINITY : INFINITY);
  for (int first_base = begin; first_base < end; first_base += Tile::kTile) {
    Tile tile;
    tile.multiply(
        {queries + static_cast<size_t>(first_query) * d, n - first_query, d, d},
        {base + static_cast<size_t>(first_base) * d, end - first_base, d, d}, shared);
#pragma unroll
    for (int half = 0; half < 2; half++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
        int column = first_base + Tile::column(half * 4 + j);
        // NaN, which is neither near nor far, outside of the base.
        float norm = column < end ? norms[column] : NAN;
#pragma unroll
        for (int i = 0; i < Tile::kEach; i++) {
          shared[Tile::row(i) * kRow + Tile::column(j)] = norm - 2.0f * tile.at(i, half * 4 + j);
        }
      }
      __syncthreads();
      // Made anew for each tile: during the product its registers are needed.
      earshot::NeighborRule rule(labels, self, query < n ? query : n - 1);
      for (int j = thread % earshot::kLists; j < kHalf; j += earshot::kLists) {
        float number = shared[thread / earshot::kLists * kRow + j];
        int row = first_base + half * kHalf + j;
        if (number < kept.worst() && rule.near(row)) {
          kept.insert(number, row);
        }
        if (-number < far.worst() && rule.far(row)) {
          far.insert(-number, row);
        }
      }
      __syncthreads();
    }
  }
  if (query < n) {
    size_t list = (static_cast<size_t>(query) * gridDim.y + blockIdx.y) * earshot::kLists + thread % earshot::kLists;
    kept.store(kept_numbers + list * earshot::kKept, kept_rows + list * earshot::kKept);
    if (far_numbers != nullptr) {
      far.store(far_numbers + list * earshot::kFarKept, far_rows + list * earshot::kFarKept);
    }
  }
}

// The k <= 16 nearest of each query and, if wanted, its farthest, exactly, from its `lists` lists of candidates.
// `searched` counts the queries for which all rows had to be scanned. A block a query.
extern "C" __global__ void __launch_bounds__(128) knn_refine(
    int base_rows, int d, const float* __restrict__ queries, const float* __restrict__ base,
    const int* __restrict__ labels, bool self, const int* __restrict__ largest_norm, int lists,
    const float* __restrict__ kept_numbers, const int* __restrict__ kept_rows, const float* __restrict__ far_numbers,
    const int* __restrict__ far_rows, int k, int* __restrict__ nearest, int* __restrict__ farthest, int* searched) {
  __shared__ earshot::Neighbor scratch[4];
  int query = blockIdx.x;
  const float* x = queries + static_cast<size_t>(query) * d;
  int* out = nearest + static_cast<size_t>(query) * k;
  size_t first = static_cast<size_t>(query) * lists * earshot::kKept;
  earshot::NeighborList<earshot::kRefined> list;
  list.clear();
  // A row that a full list left out is no nearer, by the float product, than that list's last.
  earshot::Neighbor bound = earshot::no_neighbor();
  for (int c = threadIdx.x; c < lists * earshot::kKept; c += blockDim.x) {
    int row = kept_rows[first + c];
    if (row >= 0) {
      list.insert({earshot::squared_distance(x, base + static_cast<size_t>(row) * d, d), row});
      if (c % earshot::kKept == earshot::kKept - 1) {
        earshot::Neighbor last = {kept_numbers[first + c], row};
        bound = last.before(bound) ? last : bound;
      }
    }
  }
  bound = earshot::block_first(bound, scratch);
  double norm = 0;
  for (int c = 0; c < d; c++) {
    norm += static_cast<double>(x[c]) * x[c];
  }
  double error = earshot::product_error(d, norm, __int_as_float(*largest_norm));
  earshot::Neighbor last = earshot::draw(&list, k, out, scratch);
  bool proven = last.distance < bound.distance + norm - error || bound.distance == INFINITY;

  // The same for the farthest, with opposite signs.
  earshot::Neighbor far = earshot::no_neighbor();
  if (farthest != nullptr) {
    size_t first_far = static_cast<size_t>(query) * lists * earshot::kFarKept;
    earshot::Neighbor far_bound = earshot::no_neighbor();
    for (int c = threadIdx.x; c < lists * earshot::kFarKept; c += blockDim.x) {
      int row = far_rows[first_far + c];
      if (row >= 0) {
        earshot::Neighbor opposite = {
            -earshot::squared_distance(x, base + static_cast<size_t>(row) * d, d), row};
        far = opposite.before(far) ? opposite : far;
        if (c % earshot::kFarKept == earshot::kFarKept - 1) {
          earshot::Neighbor least = {far_numbers[first_far + c], row};
          far_bound = least.before(far_bound) ? least : far_bound;
        }
      }
    }
    far = earshot::block_first(far, scratch);
    far_bound = earshot::block_first(far_bound, scratch);
    proven = proven && (far.distance < far_bound.distance - norm - error || far_bound.distance == INFINITY);
  }
  if (!proven) {
    list.clear();
    far = earshot::no_neighbor();
    earshot::scan(
        earshot::NeighborRule(labels, self, query), x, base, base_rows, d, {-1.0, -1}, &list, &far);
    earshot::draw(&list, k, out, scratch);
    if (threadIdx.x == 0) {
      atomicAdd(searched, 1);
    }
  }
  if (farthest != nullptr) {
    earshot::store_farthest(far, farthest + query, scratch);
  }
}
