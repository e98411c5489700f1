// Lets g++ compile the kernels as they are and run them faithfully, if slowly: every CUDA thread of a block is a
// fiber with a stack of its own, so barriers, shuffles, votes and shared memory mean what they mean on a device.
// Blocks run one after the other. Included before each kernel file by the build (g++ -include).
//
// It finds what a device would forgive: threads may run in shuffled order, shared memory is filled with NaN before
// each block, and a barrier that some thread never reaches is an error instead of a hang.
#pragma once

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "fibers.h"

#define __global__
#define __device__
#define __host__
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define __shared__ static __attribute__((section("earshot_shared")))

#define threadIdx (earshot_host::self().index)
#define blockIdx (earshot_host::block().index)
#define blockDim (earshot_host::block().threads)
#define gridDim (earshot_host::block().blocks)

struct alignas(16) float4 {
  float x, y, z, w;
};

inline void __syncthreads() { earshot_host::block_barrier(); }

inline void __syncwarp(unsigned mask = 0xffffffffu) { earshot_host::warp_barrier(mask); }

inline void __threadfence() {}

/** Every lane of the mask leaves a value and takes that of the lane it names. */
template <class T>
T __shfl_sync(unsigned mask, T value, int from) {
  static_assert(sizeof(T) <= sizeof(uint64_t), "a lane hands over 8 bytes at most");
  uint64_t* slots = earshot_host::exchange();
  memcpy(&slots[earshot_host::lane()], &value, sizeof(T));
  earshot_host::warp_barrier(mask);
  memcpy(&value, &slots[from % 32], sizeof(T));
  return value;
}

template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits) {
  return __shfl_sync(mask, value, earshot_host::lane() ^ bits);
}

template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned by) {
  unsigned from = earshot_host::lane() + by;
  return __shfl_sync(mask, value, from < 32 ? from : earshot_host::lane());
}

template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned by) {
  int from = earshot_host::lane() - static_cast<int>(by);
  return __shfl_sync(mask, value, from >= 0 ? from : earshot_host::lane());
}

inline unsigned __ballot_sync(unsigned mask, int vote) {
  uint64_t* slots = earshot_host::exchange();
  slots[earshot_host::lane()] = vote != 0;
  earshot_host::warp_barrier(mask);
  unsigned votes = 0;
  for (int i = 0; i < 32; i++) {
    votes |= (mask >> i & 1) != 0 && slots[i] != 0 ? 1u << i : 0;
  }
  return votes;
}

template <class T>
T atomicAdd(T* at, T value) {
  T old = *at;
  *at = old + value;
  return old;
}

template <class T>
T atomicMin(T* at, T value) {
  T old = *at;
  *at = value < old ? value : old;
  return old;
}

template <class T>
T atomicMax(T* at, T value) {
  T old = *at;
  *at = old < value ? value : old;
  return old;
}

// Rounded one by one; g++ contracts nothing on x86-64 without -mfma.
inline double __dmul_rn(double a, double b) { return a * b; }

inline double __dadd_rn(double a, double b) { return a + b; }

inline float __fmul_rn(float a, float b) { return a * b; }

inline float __fadd_rn(float a, float b) { return a + b; }

template <class To, class From>
To same_bits(From from) {
  static_assert(sizeof(To) == sizeof(From), "bits of the same number");
  To to;
  memcpy(&to, &from, sizeof to);
  return to;
}

inline int __float_as_int(float value) { return same_bits<int>(value); }

inline float __int_as_float(int bits) { return same_bits<float>(bits); }

inline unsigned __float_as_uint(float value) { return same_bits<unsigned>(value); }

inline float __uint_as_float(unsigned bits) { return same_bits<float>(bits); }

namespace earshot {

// What tensor.cuh has for a device: rounding to 11 significant bits, and a product of a warp, lane by lane.
inline unsigned to_tf32(float value) {
  unsigned bits = __float_as_uint(value);
  return value == value ? (bits + 0x1000u) & ~0x1fffu : bits;
}

inline void multiply_tf32(const unsigned (&a)[4], const unsigned (&b)[2], float* sum) {
  int group = earshot_host::lane() / 4;
  int pair = earshot_host::lane() % 4 * 2;
  // Every lane hands over all that it has.
  auto given = earshot_host::exchange_floats();
  float* mine = given[earshot_host::lane()];
  for (int i = 0; i < 4; i++) {
    mine[i] = __uint_as_float(a[i]);
  }
  mine[4] = __uint_as_float(b[0]);
  mine[5] = __uint_as_float(b[1]);
  earshot_host::warp_barrier(0xffffffffu);
  for (int k = 0; k < 8; k++) {
    int of_k = k % 4;
    int late = k / 4;
    float upper = given[group * 4 + of_k][2 * late];
    float lower = given[group * 4 + of_k][2 * late + 1];
    float first = given[pair * 4 + of_k][4 + late];
    float second = given[(pair + 1) * 4 + of_k][4 + late];
    sum[0] += upper * first;
    sum[1] += upper * second;
    sum[2] += lower * first;
    sum[3] += lower * second;
  }
}

}  // namespace earshot

inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<uint64_t>(a) * b >> 32; }

inline int __popc(unsigned bits) { return __builtin_popcount(bits); }

inline int __ffs(unsigned bits) { return __builtin_ffs(static_cast<int>(bits)); }
