package dev.earshot.compute.simd;

/** Products with a sparse matrix in plain loops: four entries of a row at a time. */
final class PlainSparse {
  private final float[][] x = new float[RowSums.ROWS][RowSums.COLUMNS];
  private final float[] sums = new float[RowSums.COLUMNS];

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
    for (; e + RowSums.ROWS <= end; e += RowSums.ROWS) {
      for (int k = 0; k < RowSums.ROWS; k++) {
        copy(p, e + k, column, n, x[k]);
      }
      RowSums.addMultiples(weights[e], weights[e + 1], weights[e + 2], weights[e + 3], x, sums, n);
    }
    for (; e < end; e++) {
      copy(p, e, column, n, x[0]);
      RowSums.addMultiple(weights[e], x[0], sums, n);
    }
    PlainOps.limit(sums, p.least, n);
    System.arraycopy(sums, 0, p.y, p.yAt + i * p.width + column, n);
  }

  private static void copy(SparseProduct p, int entry, int column, int n, float[] to) {
    System.arraycopy(p.x, p.xAt + p.a.columnIndices[entry] * p.width + column, to, 0, n);
  }
}
