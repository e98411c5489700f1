// A 128 x 128 tile of a product by a block of 256 threads, for large matrices; dense.cu stores it, neighbor.cu searches
// it. A thread computes 8 x 8 results, in four 4 x 4 pieces 64 apart. Its reads of shared memory are then 16 bytes each
// and next to those of neighbouring threads: 4 reads for 64 multiplications, where the 64 x 64 tile has 8 smaller reads
// for 16. Slices are 8 deep; the next slice is loaded into registers while this one is multiplied. So the kernels need
// at most 128 registers (nvcc 13, sm_90), and two blocks fit on a multiprocessor.
#pragma once

#include "common.cuh"

namespace earshot {

/** The rows and columns of the tile. */
constexpr int kLargeTile = 128;

struct Tile128 {
  static constexpr int kTile = kLargeTile;
  static constexpr int kDepth = 8;
  static constexpr int kEach = 8;

  /** Elements from one depth of a slice to the next: keeps 16-byte reads aligned and spreads transposing stores. */
  static constexpr int kStride = kTile + 4;

  static constexpr int kSharedFloats = 2 * kDepth * kStride;
  static constexpr int kLoads = kTile * kDepth / kThreads;

  float sum[kEach][kEach];

  /** The row in the tile of results sum[e][*]; the columns are placed alike. */
  __device__ static int row(int e) { return threadIdx.x / 16 * 4 + e % 4 + e / 4 * 64; }

  __device__ static int column(int e) { return threadIdx.x % 16 * 4 + e % 4 + e / 4 * 64; }

  /**
   * sum_ij = sum_k a(row(i), k) b(k, column(j)), k < depth.
   *
   * ALONG_A, ALONG_B: whether the operand is stored along the depth, so that neighbouring threads read along it.
   * a, b: functions of (place in the tile, k), 0 outside of the matrix. shared: kSharedFloats, aligned to 16 bytes.
   */
  template <bool ALONG_A, bool ALONG_B, class A, class B>
  __device__ void multiply(int depth, A a, B b, float* shared) {
    float* slice_a = shared;
    float* slice_b = shared + kDepth * kStride;
    float next_a[kLoads];
    float next_b[kLoads];
#pragma unroll
    for (int i = 0; i < kEach; i++) {
#pragma unroll
      for (int j = 0; j < kEach; j++) {
        sum[i][j] = 0.0f;
      }
    }
    fetch<ALONG_A>(a, 0, next_a);
    fetch<ALONG_B>(b, 0, next_b);
    for (int from = 0; from < depth; from += kDepth) {
      store<ALONG_A>(next_a, slice_a);
      store<ALONG_B>(next_b, slice_b);
      __syncthreads();
      if (from + kDepth < depth) {
        fetch<ALONG_A>(a, from + kDepth, next_a);
        fetch<ALONG_B>(b, from + kDepth, next_b);
      }
#pragma unroll
      for (int k = 0; k < kDepth; k++) {
        float left[kEach];
        float right[kEach];
        read(slice_a + k * kStride + threadIdx.x / 16 * 4, left);
        read(slice_b + k * kStride + threadIdx.x % 16 * 4, right);
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

 private:
  template <bool ALONG>
  __device__ static int place(int at) {
    return ALONG ? at / kDepth : at % kTile;
  }

  template <bool ALONG>
  __device__ static int depth_of(int at) {
    return ALONG ? at % kDepth : at / kTile;
  }

  template <bool ALONG, class Element>
  __device__ static void fetch(Element element, int from, float* next) {
#pragma unroll
    for (int load = 0; load < kLoads; load++) {
      int at = threadIdx.x + load * kThreads;
      next[load] = element(place<ALONG>(at), from + depth_of<ALONG>(at));
    }
  }

  template <bool ALONG>
  __device__ static void store(const float* next, float* slice) {
#pragma unroll
    for (int load = 0; load < kLoads; load++) {
      int at = threadIdx.x + load * kThreads;
      slice[depth_of<ALONG>(at) * kStride + place<ALONG>(at)] = next[load];
    }
  }

  __device__ static void read(const float* at, float* eight) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      float4 four = *reinterpret_cast<const float4*>(at + half * 64);
      eight[half * 4] = four.x;
      eight[half * 4 + 1] = four.y;
      eight[half * 4 + 2] = four.z;
      eight[half * 4 + 3] = four.w;
    }
  }
};

}  // namespace earshot
