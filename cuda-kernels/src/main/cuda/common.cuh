// What the kernel families share: reductions in a fixed order, the store of a result, error reports.
//
// Conventions. A comment says how the work is divided ("a thread an element", "a warp a row"); __launch_bounds__ is
// the size of a block. The grid is computed where the kernel is declared in Java, in package dev.earshot.cuda.kernel.
// A test compares that declaration with the signature here: the names and types of the parameters, the launch bounds,
// and the constants and enums that both sides use.
//
// Matrices are row-major floats without gaps. Values that may change from one replay of a captured graph to the next
// (step number, labels, node ids, the offsets of a sparse matrix) are read from device memory; sizes and constants are
// arguments. No kernel adds floats atomically, so equal inputs give equal bits.
#pragma once

namespace earshot {

constexpr int kWarp = 32;
constexpr unsigned kAllLanes = 0xffffffffu;

/** The threads and warps of a block, in kernels that name no other number. */
constexpr int kThreads = 256;
constexpr int kWarps = kThreads / kWarp;

/** What a kernel reports when its data is out of range; DeviceFault.Kind in Java. */
enum class Fault { kNone = 0, kRowOutOfRange = 1, kLabelOutOfRange = 2, kTooManyEntries = 3 };

/** Writes a fault to host memory, where the next read finds it. Of several, any one may win. */
__device__ inline void report(volatile int* fault, Fault what) { *fault = static_cast<int>(what); }

/** dev.earshot.compute.Activation. */
enum class Activation { kNone = 0, kRelu = 1 };

/** value + beta old; with beta 0 what was there is not read, so it may be NaN. */
__device__ inline float blend(float value, float beta, const float* old) {
  return beta == 0.0f ? value : value + beta * *old;
}

__device__ inline float activate(float z, Activation activation) {
  return activation == Activation::kRelu && z < 0.0f ? 0.0f : z;
}

__device__ inline int lane() { return threadIdx.x % kWarp; }

__device__ inline int warp() { return threadIdx.x / kWarp; }

/** The sum over a warp, the same bits in every lane. */
template <class T>
__device__ T warp_sum(T value) {
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    value += __shfl_xor_sync(kAllLanes, value, offset);
  }
  return value;
}

/** The maximum over a warp, in every lane. */
__device__ inline float warp_max(float value) {
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    value = fmaxf(value, __shfl_xor_sync(kAllLanes, value, offset));
  }
  return value;
}

/**
 * The sum over a block of whole warps, the same bits in every thread.
 *
 * scratch: shared, one element for each warp.
 */
template <class T>
__device__ T block_sum(T value, T* scratch) {
  value = warp_sum(value);
  __syncthreads();  // scratch may still be read from the call before
  if (lane() == 0) {
    scratch[warp()] = value;
  }
  __syncthreads();
  T sum = 0;
  for (int w = 0; w < static_cast<int>(blockDim.x) / kWarp; w++) {
    sum += scratch[w];
  }
  return sum;
}

/**
 * Adds up one number of each block without another launch: the last block to arrive adds the numbers of all, in the
 * order of the blocks.
 *
 * mine: this block's number, the same in every thread. partials: gridDim.x doubles. ticket: 0 before and after.
 * Returns true in the last block only, with the total in mine.
 */
__device__ inline bool grid_sum(double* mine, double* partials, unsigned* ticket, double* scratch) {
  __syncthreads();  // scratch may still be read from the sum before
  if (threadIdx.x == 0) {
    partials[blockIdx.x] = *mine;
    __threadfence();
    scratch[0] = atomicAdd(ticket, 1u) == gridDim.x - 1 ? 1 : 0;
  }
  __syncthreads();
  if (scratch[0] == 0) {
    return false;
  }
  __threadfence();
  double sum = 0;
  for (unsigned b = threadIdx.x; b < gridDim.x; b += blockDim.x) {
    sum += static_cast<volatile double*>(partials)[b];
  }
  *mine = block_sum(sum, scratch);
  if (threadIdx.x == 0) {
    *ticket = 0;
  }
  return true;
}

}  // namespace earshot
