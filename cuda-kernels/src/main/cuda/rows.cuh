// Rows of a matrix that an epoch's schedule names: a kernel that reads them there need not wait for a gather.
#pragma once

#include "common.cuh"

namespace earshot {

/**
 * The rows that a kernel is given of a matrix.
 *
 * all: the rows of the matrix. taken: null, then they are its first ones; else the numbers of those given, the row
 * step mod scheduled of a schedule with this width, or its first one without a step.
 */
struct GivenRows {
  int all;
  const int* taken;
  int scheduled;
  int width;
  const int* step;

  /** The number of the i-th row; -1 if the matrix has none like it. */
  __device__ int at(int i) const {
    if (taken == nullptr) {
      return i;
    }
    size_t first = step == nullptr ? 0 : static_cast<size_t>(*step % scheduled) * width;
    int row = taken[first + i];
    return row < 0 || row >= all ? -1 : row;
  }
};

}  // namespace earshot
