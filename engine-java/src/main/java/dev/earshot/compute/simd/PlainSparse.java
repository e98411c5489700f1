package dev.earshot.compute.simd;

/** Products with a sparse matrix in plain loops: four entries of a row at a time. */
final class PlainSparse {
  private final float[][] room = RowSums.rows(RowSums.ROWS + 1);
  private final float[][] x = new float[RowSums.ROWS][];
  private final float[] factors = new float[RowSums.ROWS];
  private final float[] sums = room[RowSums.ROWS];

  void multiply(SparseProduct p) {
    for (int column = 0; column < p.width; column += RowSums.COLUMNS) {
      int n = Math.min(RowSums.COLUMNS, p.width - column);
      for (int i = p.from; i < p.to; i++) {
        multiplyRow(p, i, column, n);
      }
    }
  }

  private void multiplyRow(SparseProduct p, int i, int column, int n) {
    int start = p.startAt + i * p.startStride + column;
    for (int j = 0; j < n; j++) {
      sums[j] = p.startScale * p.start[start + j];
    }
    float[] weights = p.a.values;
    int end = p.a.rowOffsets[i + 1];
    int e = p.a.rowOffsets[i];
    for (; e < end; e += RowSums.ROWS) {
      int some = Math.min(RowSums.ROWS, end - e);
      for (int k = 0; k < RowSums.ROWS; k++) {
        x[k] = k < some ? row(p, e + k, column, n, room[k]) : RowSums.NOTHING;
        factors[k] = k < some ? weights[e + k] : 0;
      }
      RowSums.addMultiples(factors, x, 0, sums, n);
    }
    if (p.least > Float.NEGATIVE_INFINITY) {
      PlainOps.limit(sums, p.least, n);
    }
    System.arraycopy(sums, 0, p.y, p.yAt + i * p.width + column, n);
  }

  private static float[] row(SparseProduct p, int entry, int column, int n, float[] to) {
    System.arraycopy(p.x, p.xAt + p.a.columnIndices[entry] * p.width + column, to, 0, n);
    return to;
  }
}
