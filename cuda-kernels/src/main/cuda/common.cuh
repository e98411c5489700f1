// What the kernel families share: reductions in a fixed order, the store of a result, error reports.
//
// Conventions. Where a comment names no launch, a thread takes an element: grid ceil(elements / 256), block 256.
// Matrices are row-major floats without gaps. Whatever may differ from one replay of a captured
// graph to the next (step number, labels, node ids, a sparse matrix's offsets) is read from device memory; sizes
// and constants are arguments. No kernel adds floats atomically, so equal inputs give equal bits.
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
 * Adds up one number of each block without another launch: the block that comes last adds what all have left
 * behind, in the order of the blocks.
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
