// Sparse matrices that a block brings to its shared memory, and rows of them times a strip of columns that is there.
#pragma once

#include "common.cuh"

namespace earshot {

/**
 * How rows are moved before A multiplies them, or afterwards: dev.earshot.cuda.kernel.Moving. With `moved` as numbers,
 *
 *   kCleared  row i is 0 where moved_i = 1
 *   kTaken    row i is row moved_i of x
 *   kAdded    row k of x is added to row moved_k; rows without any are 0
 */
enum class Moving { kNone = 0, kCleared = 1, kTaken = 2, kAdded = 3 };

/** The most rows of a matrix whose strips a block keeps in shared memory. */
constexpr int kSpreadRows = 96;

/** The columns of a strip; a thread takes four neighbouring ones. */
constexpr int kStripColumns = 32;
constexpr int kFours = kStripColumns / 4;

/** The most entries that are brought; a matrix with more is read where it is. */
constexpr int kNearEntries = 768;

struct NearRoom {
  int offsets[kSpreadRows + 1];
  int indices[kNearEntries];
  float values[kNearEntries];
};

__device__ inline void add_scaled(float factor, const float4& x, float4* sum) {
  sum->x += factor * x.x;
  sum->y += factor * x.y;
  sum->z += factor * x.z;
  sum->w += factor * x.w;
}

__device__ inline float4 total_of(const float4& a, const float4& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w};
}

__device__ inline float part(const float4& four, int c) {
  return c == 0 ? four.x : c == 1 ? four.y : c == 2 ? four.z : four.w;
}

/** A sparse matrix in compressed rows. */
struct NearMatrix {
  const int* offsets;
  const int* indices;
  const float* values;

  /** Brings a matrix of at most kSpreadRows rows; there has to be a barrier before it is used. By a block. */
  __device__ NearMatrix brought(int rows, NearRoom* room) const {
    int entries = offsets[rows];
    for (int i = threadIdx.x; i <= rows; i += kThreads) {
      room->offsets[i] = offsets[i];
    }
    if (entries > kNearEntries) {
      return {room->offsets, indices, values};
    }
#pragma unroll
    for (int e = threadIdx.x; e < kNearEntries; e += kThreads) {
      if (e < entries) {
        room->indices[e] = indices[e];
        room->values[e] = values[e];
      }
    }
    return {room->offsets, room->indices, room->values};
  }

  /** Four columns of a row times a strip in shared memory; the entries in their order. */
  __device__ float4 row(int row, const float* strip, int column) const {
    float4 sum = {0.0f, 0.0f, 0.0f, 0.0f};
    int end = offsets[row + 1];
#pragma unroll 4
    for (int e = offsets[row]; e < end; e++) {
      add_scaled(values[e], *reinterpret_cast<const float4*>(strip + indices[e] * kStripColumns + column), &sum);
    }
    return sum;
  }
};

}  // namespace earshot
