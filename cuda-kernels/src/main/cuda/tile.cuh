// How slices of the operands of a product come from memory to shared memory, and a 128 x 128 tile of a product for large
// matrices; dense.cu has the other tiles and stores the results, neighbor.cu searches a tile.
//
// All reads of memory are 16 bytes a thread where the operand allows it, and each thread has its addresses before the
// loop: a slice further is one addition. The next slice is loaded into registers while this one is multiplied.
#pragma once

#include "common.cuh"
#include "rows.cuh"

namespace earshot {

/**
 * An operand of a product, read in slices of its depth; element (place, k) is
 *
 *   data[place stride + k] if it is stored ALONG the depth, else data[k stride + place]
 *
 * and 0 outside of places x depth. places: from the first of the tile on.
 */
struct Operand {
  const float* data;
  int places;
  int depth;
  int stride;

  /** Whether every fourth element in a row, from its first on, begins at a multiple of 16 bytes. */
  __device__ bool wide() const { return stride % 4 == 0 && reinterpret_cast<size_t>(data) % 16 == 0; }
};

/** The first `count` of four consecutive floats, 0 in place of the others. */
__device__ inline float4 load_four(const float* from, int count, bool wide) {
  if (wide && count >= 4) {
    return *reinterpret_cast<const float4*>(from);
  }
  float4 four = {0.0f, 0.0f, 0.0f, 0.0f};
  four.x = count > 0 ? from[0] : 0.0f;
  four.y = count > 1 ? from[1] : 0.0f;
  four.z = count > 2 ? from[2] : 0.0f;
  four.w = count > 3 ? from[3] : 0.0f;
  return four;
}

/**
 * Brings slices of an operand, TILE places x DEPTH, to shared memory with the depth outermost and rows of STRIDE floats;
 * STRIDE is a multiple of 4. By a block of kThreads.
 *
 * An operand that is stored along the depth: 4 neighbouring threads read 64 bytes of a row, and 8 rows a warp, so that
 * the transposing stores of a warp go to at least 16 banks. Else: neighbouring threads read along the places.
 */
template <int TILE, int DEPTH, int STRIDE, bool ALONG>
struct Loader {
  static constexpr int kLoads = TILE * DEPTH / 4 / kThreads;
  static_assert(TILE * DEPTH % (4 * kThreads) == 0, "every thread has the same number of loads");

  const float* at;
  float4 held[kLoads];
  int stride;
  int places;
  int depth;
  bool wide;

  __device__ static int place(int load) {
    int chunk = threadIdx.x + load * kThreads;
    return ALONG ? chunk / kWarp % (TILE / 8) * 8 + chunk % 8 : chunk % (TILE / 4) * 4;
  }

  __device__ static int depth_of(int load) {
    int chunk = threadIdx.x + load * kThreads;
    return ALONG ? (chunk / kWarp / (TILE / 8) * 4 + chunk % kWarp / 8) * 4 : chunk / (TILE / 4);
  }

  __device__ explicit Loader(const Operand& operand)
      : at(operand.data +
            (ALONG ? static_cast<size_t>(place(0)) * operand.stride + depth_of(0)
                   : static_cast<size_t>(depth_of(0)) * operand.stride + place(0))),
        stride(operand.stride),
        places(operand.places),
        depth(operand.depth),
        wide(operand.wide()) {}

  /** From a thread's first load of a slice to another one, in elements. */
  __device__ int beyond_first(int load) const {
    return ALONG ? (place(load) - place(0)) * stride + depth_of(load) - depth_of(0)
                 : (depth_of(load) - depth_of(0)) * stride + place(load) - place(0);
  }

  /** Loads the slice that begins at depth `from`; slices must be loaded in their order. */
  __device__ void fetch(int from) {
#pragma unroll
    for (int load = 0; load < kLoads; load++) {
      int k = from + depth_of(load);
      int left = ALONG ? (place(load) < places ? depth - k : 0) : (k < depth ? places - place(load) : 0);
      held[load] = load_four(at + beyond_first(load), left, wide);
    }
    at += ALONG ? DEPTH : static_cast<size_t>(DEPTH) * stride;
  }

  /** As fetch, for a slice that lies within the depth of an operand whose rows are wide and stored along the depth. */
  __device__ void fetch_within() {
    static_assert(ALONG, "the places of a load may end in between");
#pragma unroll
    for (int load = 0; load < kLoads; load++) {
      held[load] = {0.0f, 0.0f, 0.0f, 0.0f};
      if (place(load) < places) {
        held[load] = *reinterpret_cast<const float4*>(at + beyond_first(load));
      }
    }
    at += DEPTH;
  }

  __device__ void store(float* slice) const {
#pragma unroll
    for (int load = 0; load < kLoads; load++) {
      float* to = slice + depth_of(load) * STRIDE + place(load);
      if (ALONG) {
        to[0] = held[load].x;
        to[STRIDE] = held[load].y;
        to[2 * STRIDE] = held[load].z;
        to[3 * STRIDE] = held[load].w;
      } else {
        *reinterpret_cast<float4*>(to) = held[load];
      }
    }
  }
};

/**
 * An operand A x of a product, A sparse in compressed rows, that is not stored: rows of x are gathered for each slice.
 *
 * chosen: null, or the row of A, out of all_rows, for each row of the operand. first: the tile's first row.
 */
struct GatheredOperand {
  int all_rows;
  const int* offsets;
  const int* indices;
  const float* values;
  const int* chosen;
  int first;
  Operand x;

  /** The row of A; -1 if there is none. */
  __device__ int row(int place) const {
    int row = chosen == nullptr ? first + place : chosen[first + place];
    return row < 0 || row >= all_rows ? -1 : row;
  }
};

/** Loader of an operand that is stored along the depth, but for a gathered one. The sums are those of propagate. */
template <int TILE, int DEPTH, int STRIDE>
struct GatherLoader : Loader<TILE, DEPTH, STRIDE, true> {
  using Base = Loader<TILE, DEPTH, STRIDE, true>;
  static constexpr int kAhead = 4;

  const int* indices;
  const float* values;
  int begin;
  int end;

  __device__ explicit GatherLoader(const GatheredOperand& operand)
      : Base(operand.x), indices(operand.indices), values(operand.values), begin(0), end(0) {
    static_assert(TILE / 8 <= kWarps && kWarps % (TILE / 8) == 0, "all loads of a thread are of one row");
    this->at = operand.x.data + Base::depth_of(0);
    int row = Base::place(0) < operand.x.places ? operand.row(Base::place(0)) : -1;
    if (row >= 0) {
      begin = operand.offsets[row];
      end = operand.offsets[row + 1];
    }
  }

  __device__ void fetch(int from) {
#pragma unroll
    for (int load = 0; load < Base::kLoads; load++) {
      this->held[load] = {0.0f, 0.0f, 0.0f, 0.0f};
    }
    for (int e = begin; e < end; e += kAhead) {
      const float* row[kAhead];
      float value[kAhead];
#pragma unroll
      for (int a = 0; a < kAhead; a++) {
        int entry = e + a < end ? e + a : end - 1;
        row[a] = this->at + static_cast<size_t>(indices[entry]) * this->stride;
        value[a] = values[entry];
      }
#pragma unroll
      for (int load = 0; load < Base::kLoads; load++) {
        int left = this->depth - from - Base::depth_of(load);
        float4 four[kAhead];
#pragma unroll
        for (int a = 0; a < kAhead; a++) {
          four[a] = load_four(row[a] + Base::depth_of(load) - Base::depth_of(0), left, this->wide);
        }
#pragma unroll
        for (int a = 0; a < kAhead; a++) {
          if (e + a < end) {
            this->held[load].x += value[a] * four[a].x;
            this->held[load].y += value[a] * four[a].y;
            this->held[load].z += value[a] * four[a].z;
            this->held[load].w += value[a] * four[a].w;
          }
        }
      }
    }
    this->at += DEPTH;
  }
};

/** An operand that is stored along the depth, and has the given rows of x alone. first: the tile's first row. */
struct GivenOperand {
  GivenRows rows;
  int first;
  Operand x;
};

/** Loader of a given operand. A row that there is not is 0. */
template <int TILE, int DEPTH, int STRIDE>
struct GivenLoader : Loader<TILE, DEPTH, STRIDE, true> {
  using Base = Loader<TILE, DEPTH, STRIDE, true>;

  __device__ explicit GivenLoader(const GivenOperand& operand) : Base(operand.x) {
    static_assert(TILE / 8 <= kWarps && kWarps % (TILE / 8) == 0, "all loads of a thread are of one row");
    int row = Base::place(0) < operand.x.places ? operand.rows.at(operand.first + Base::place(0)) : -1;
    this->at = operand.x.data + static_cast<size_t>(row < 0 ? 0 : row) * operand.x.stride + Base::depth_of(0);
    this->places = row < 0 ? 0 : operand.x.places;
  }
};

/** Four consecutive floats of shared memory. */
__device__ inline void read_four(const float* at, float* four) {
  float4 read = *reinterpret_cast<const float4*>(at);
  four[0] = read.x;
  four[1] = read.y;
  four[2] = read.z;
  four[3] = read.w;
}

/** The rows and columns of the tile. */
constexpr int kLargeTile = 128;

/**
 * By a block of 256 threads. A thread computes 8 x 8 results, in four 4 x 4 pieces 64 apart. Its reads of shared memory
 * are then 16 bytes each and next to those of neighbouring threads: 4 reads for 64 multiplications, where the 64 x 64
 * tile has 2 for 16. The kernels need at most 128 registers, and two blocks fit on a multiprocessor.
 */
struct Tile128 {
  static constexpr int kTile = kLargeTile;
  static constexpr int kDepth = 16;
  static constexpr int kEach = 8;

  /** Elements from one depth of a slice to the next: keeps 16-byte reads aligned and spreads transposing stores. */
  static constexpr int kStride = kTile + 4;

  static constexpr int kSharedFloats = 2 * kDepth * kStride;

  float sum[kEach][kEach];

  /** The row in the tile of results sum[e][*]; the columns are placed alike. */
  __device__ static int row(int e) { return threadIdx.x / 16 * 4 + e % 4 + e / 4 * 64; }

  __device__ static int column(int e) { return threadIdx.x % 16 * 4 + e % 4 + e / 4 * 64; }

  __device__ float at(int i, int j) const { return sum[i][j]; }

  /** The product of two operands that are stored along the depth. */
  __device__ void multiply(const Operand& a, const Operand& b, float* shared) { multiply<true, true>(a, b, shared); }

  /**
   * sum_ij = sum_k a(row(i), k) b(column(j), k), k < depth.
   *
   * ALONG_A, ALONG_B: whether the operand is stored along the depth. shared: kSharedFloats, aligned to 16 bytes.
   */
  template <bool ALONG_A, bool ALONG_B>
  __device__ void multiply(const Operand& a, const Operand& b, float* shared) {
    float* slice_a = shared;
    float* slice_b = shared + kDepth * kStride;
    Loader<kTile, kDepth, kStride, ALONG_A> next_a(a);
    Loader<kTile, kDepth, kStride, ALONG_B> next_b(b);
    int depth = a.depth;
#pragma unroll
    for (int i = 0; i < kEach; i++) {
#pragma unroll
      for (int j = 0; j < kEach; j++) {
        sum[i][j] = 0.0f;
      }
    }
    next_a.fetch(0);
    next_b.fetch(0);
    for (int from = 0; from < depth; from += kDepth) {
      next_a.store(slice_a);
      next_b.store(slice_b);
      __syncthreads();
      if (from + kDepth < depth) {
        next_a.fetch(from + kDepth);
        next_b.fetch(from + kDepth);
      }
      // Unrolled further, the kernels would need more than 128 registers and spill.
#pragma unroll 1
      for (int k = 0; k < kDepth; k++) {
        float left[kEach];
        float right[kEach];
        const float* at_a = slice_a + k * kStride + threadIdx.x / 16 * 4;
        const float* at_b = slice_b + k * kStride + threadIdx.x % 16 * 4;
        read_four(at_a, left);
        read_four(at_a + 64, left + 4);
        read_four(at_b, right);
        read_four(at_b + 64, right + 4);
#pragma unroll
        for (int i = 0; i < kEach; i++) {
#pragma unroll
          for (int j = 0; j < kEach; j++) {
            sum[i][j] += left[i] * right[j];
          }
        }
      }
      __syncthreads();
    }
  }
};

}  // namespace earshot
