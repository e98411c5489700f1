package dev.earshot.compute.simd;

/**
 * The arguments of rows from .. to - 1 of {@code y = max(a x + scale start, least)}, where a is
 * sparse and x and y have {@code width} columns each. The start is the old y, or one row for all
 * rows: a bias or zeros.
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

  /** 0 for ReLU, negative infinity for no activation. */
  float least;

  private float[] zeros = {};

  /** Starts from beta times the old values of y. */
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

  /** Starts each row from zeros. */
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
