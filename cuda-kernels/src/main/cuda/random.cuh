// The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). It gives the same words as dev.earshot.compute.Philox: key = seed, counter = (column block, row,
// step, stream); a column block is four consecutive columns. An element's bits depend on nothing else, so a kernel may
// visit the elements in any order. Uniforms and normals are computed in double and rounded by the caller, as in Java.
#pragma once

namespace earshot {

/** The words of a block, each for one of as many consecutive columns. */
constexpr int kPhiloxWords = 4;

struct PhiloxBlock {
  unsigned word[kPhiloxWords];

  /** A word as a number in (0, 1): the centre of one of 2^32 equal cells. */
  __device__ double uniform(int index) const { return (word[index] + 0.5) * (1.0 / 4294967296.0); }

  /** Box-Muller: words 0 and 1 make normals 0 and 1, words 2 and 3 make normals 2 and 3. */
  __device__ void normals(double* normal) const {
    for (int pair = 0; pair < kPhiloxWords; pair += 2) {
      double radius = sqrt(-2.0 * log(uniform(pair)));
      double angle = 2.0 * 3.14159265358979323846 * uniform(pair + 1);
      normal[pair] = radius * cos(angle);
      normal[pair + 1] = radius * sin(angle);
    }
  }
};

__device__ inline PhiloxBlock philox(
    unsigned long long seed, unsigned c0, unsigned c1, unsigned c2, unsigned c3) {
  unsigned k0 = static_cast<unsigned>(seed);
  unsigned k1 = static_cast<unsigned>(seed >> 32);
  for (int round = 0; round < 10; round++) {
    unsigned high0 = __umulhi(0xD2511F53u, c0);
    unsigned low0 = 0xD2511F53u * c0;
    unsigned high1 = __umulhi(0xCD9E8D57u, c2);
    unsigned low1 = 0xCD9E8D57u * c2;
    c0 = high1 ^ c1 ^ k0;
    c2 = high0 ^ c3 ^ k1;
    c1 = low1;
    c3 = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {{c0, c1, c2, c3}};
}

}  // namespace earshot
