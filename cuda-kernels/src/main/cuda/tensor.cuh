// A 128 x 128 tile of a product by tensor cores, for neighbor.cu, which needs its results only roughly.
//
// Operands are rounded to tf32, 11 significant bits, and multiplied 16 x 8 x 8 at a time; sums are in single precision.
// Devices before compute capability 8.0 have no such instruction, there the tile of tile.cuh is used.
#pragma once

#include "tile.cuh"

namespace earshot {

#ifdef __CUDACC__
/** A number rounded to tf32, ties away from 0, as its bits. */
__device__ inline unsigned to_tf32(float x) {
  unsigned bits = 0;
#if __CUDA_ARCH__ >= 800
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
#endif
  return bits;
}

/**
 * sum += a b by a warp, a 16 x 8, b 8 x 8. With g = lane / 4 and t = lane % 4, a lane has
 *
 *   a (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4)
 *   b (t, g), (t + 4, g)
 *   sum (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1)
 */
__device__ inline void multiply_tf32(const unsigned (&a)[4], const unsigned (&b)[2], float* sum) {
#if __CUDA_ARCH__ >= 800
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}
#endif

/**
 * By a block of 256 threads. A warp computes 64 rows and, in each half of the columns, 16: 4 x 4 pieces of 16 x 8. The
 * interface is that of Tile128, for two operands that are stored along the depth.
 */
struct TensorTile {
  static constexpr int kTile = kLargeTile;
  static constexpr int kDepth = 16;
  static constexpr int kEach = 8;

  /** The 32 reads of a fragment go to 32 banks. */
  static constexpr int kStride = kTile + 8;

  static constexpr int kSharedFloats = 2 * kDepth * kStride;

  /** Four neighbouring ones are a piece: [row / 16][column / 8]. */
  float pieces[4][4][4];

  using SliceLoader = Loader<kTile, kDepth, kStride, true>;

  /** The row in the tile of results at(e, *); the columns are placed alike. */
  __device__ static int row(int e) { return warp() / 4 * 64 + e / 2 * 16 + e % 2 * 8 + lane() / 4; }

  __device__ static int column(int e) {
    return e / 4 * 64 + warp() % 4 * 16 + e % 4 / 2 * 8 + lane() % 4 * 2 + e % 2;
  }

  __device__ float at(int i, int j) const { return pieces[i / 2][j / 2][i % 2 * 2 + j % 2]; }

  /** Rounds what a loader holds to tf32, once for all warps that read it. */
  __device__ static void round(SliceLoader* loader) {
#pragma unroll
    for (float4& four : loader->held) {
      four = {
          __uint_as_float(to_tf32(four.x)), __uint_as_float(to_tf32(four.y)), __uint_as_float(to_tf32(four.z)),
          __uint_as_float(to_tf32(four.w))};
    }
  }

  /** at(i, j) = sum_k a(row(i), k) b(column(j), k), roughly: see product_error. shared: as for Tile128. */
  __device__ void multiply(const Operand& a, const Operand& b, float* shared) {
    float* slice_a = shared;
    float* slice_b = shared + kDepth * kStride;
    SliceLoader next_a(a);
    SliceLoader next_b(b);
    bool wide = a.wide() && b.wide();
    // Most slices are whole: the loads of these need few registers.
    auto fetch = [&](int from) {
      if (wide && from + kDepth <= a.depth) {
        next_a.fetch_within();
        next_b.fetch_within();
      } else {
        next_a.fetch(from);
        next_b.fetch(from);
      }
    };
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          pieces[i][j][e] = 0.0f;
        }
      }
    }
    fetch(0);
    for (int from = 0; from < a.depth; from += kDepth) {
      round(&next_a);
      round(&next_b);
      next_a.store(slice_a);
      next_b.store(slice_b);
      __syncthreads();
      if (from + kDepth < a.depth) {
        fetch(from + kDepth);
      }
#pragma unroll 1
      for (int k = 0; k < kDepth; k += 8) {
        const float* at_a = slice_a + (k + lane() % 4) * kStride + row(0);
        const float* at_b = slice_b + (k + lane() % 4) * kStride + warp() % 4 * 16 + lane() / 4;
        unsigned right[4][2];
#pragma unroll
        for (int j = 0; j < 4; j++) {
          int column = j / 2 * 64 + j % 2 * 8;
          right[j][0] = __float_as_uint(at_b[column]);
          right[j][1] = __float_as_uint(at_b[4 * kStride + column]);
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
          unsigned left[4] = {
              __float_as_uint(at_a[16 * i]), __float_as_uint(at_a[16 * i + 8]),
              __float_as_uint(at_a[4 * kStride + 16 * i]), __float_as_uint(at_a[4 * kStride + 16 * i + 8])};
#pragma unroll
          for (int j = 0; j < 4; j++) {
            multiply_tf32(left, right[j], pieces[i][j]);
          }
        }
      }
      __syncthreads();
    }
  }
};

}  // namespace earshot
