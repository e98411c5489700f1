package dev.earshot.compute.simd;

/**
 * The arguments of rows from .. to - 1 of {@code y = max(a x + scale start, least)}, a sparse, x
 * and y of {@code width} columns each. The start is what y held, or one row for all: a bias or
 * zeros.
 */
final class SparseProduct {
  CompressedRows a;
  float[] x;
  int xAt;
  float[] y;
  int yAt;
  int width;
  int from;
  int to;

  /** Row i of the start begins at element {@code startAt + i startStride}. */
  float[] start;

  int startAt;
  int startStride;
  float startScale;

  /** 0 for a rectifier, negative infinity for none. */
  float least;

  private float[] zeros = {};

  /** Starts from beta times what y held. */
  void startFromOutput(double beta) {
    if (beta == 0) {
      startFromZero();
      return;
    }
    start = y;
    startAt = yAt;
    startStride = width;
    startScale = (float) beta;
  }

  /** Starts each row from nothing. */
  void startFromZero() {
    if (zeros.length < width) {
      zeros = new float[width];
    }
    startFromRow(zeros, 0);
  }

  /** Starts each row from these elements. */
  void startFromRow(float[] row, int at) {
    start = row;
    startAt = at;
    startStride = 0;
    startScale = 1;
  }
}
