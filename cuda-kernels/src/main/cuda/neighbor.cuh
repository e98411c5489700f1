// Distances, their order, and which rows count as neighbours: for neighbor.cu and search.cu.
#pragma once

#include "common.cuh"

namespace earshot {

struct Neighbor {
  double distance;
  int row;

  __device__ bool before(const Neighbor& other) const {
    return distance < other.distance || (distance == other.distance && row < other.row);
  }
};

__device__ inline Neighbor no_neighbor() { return {INFINITY, 0x7fffffff}; }

/** With each product and each sum rounded, as the reference makes them: not contracted to fused operations. */
__device__ inline double squared_distance(const float* a, const float* b, int d) {
  double sum = 0;
  for (int k = 0; k < d; k++) {
    double difference = static_cast<double>(a[k]) - b[k];
    sum = __dadd_rn(sum, __dmul_rn(difference, difference));
  }
  return sum;
}

/** Which rows of the base count as neighbours of a query. */
struct NeighborRule {
  const int* labels;
  bool self;
  int query;
  int label;

  __device__ NeighborRule(const int* labels, bool self, int query)
      : labels(labels), self(self), query(query), label(labels == nullptr ? -1 : labels[query]) {}

  __device__ bool near(int row) const { return !(self && row == query) && (label < 0 || labels[row] == label); }

  __device__ bool far(int row) const { return !(self && row == query) && (label < 0 || labels[row] >= 0); }
};

}  // namespace earshot
