package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import java.util.Arrays;

/**
 * Plain float loops. They also compute the rest of a row after the last whole vector.
 *
 * <p>It does not use {@code Math.fma}: on a machine without that instruction, Java computes it in
 * arbitrary precision.
 */
final class PlainOps implements VectorOps {
  /** Rows and columns of the micro-kernel. Its 16 sums stay in registers. */
  private static final int TILE = 4;

  private final String reason;
  private final float[] tile = new float[TILE];
  private float[] sums = {};
  private long seed;
  private Philox philox = new Philox(seed);

  /**
   * @param reason why nothing faster is used, for the description
   */
  PlainOps(String reason) {
    this.reason = reason;
  }

  @Override
  public String description() {
    return "float, plain loops: " + reason;
  }

  @Override
  public int panelWidth(int columnsLeft) {
    return TILE;
  }

  @Override
  public int narrowestInPlace() {
    return TILE;
  }

  @Override
  public void packPanel(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to) {
    for (int t = 0; t < inner; t++) {
      for (int j = 0; j < width; j++) {
        panel[to + t * width + j] = j < valid ? source[at + t * stride + j] : 0;
      }
    }
  }

  @Override
  public void packPanelTransposed(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to) {
    // Sixteen rows at a time: more would map to the same few lines of the first-level cache when
    // the stride is a power of two.
    for (int j = 0; j < valid; j += 16) {
      int count = Math.min(16, valid - j);
      transpose(source, at + j * stride, stride, count, inner, panel, to + j, width);
    }
    for (int t = 0; t < inner; t++) {
      Arrays.fill(panel, to + t * width + valid, to + (t + 1) * width, 0);
    }
  }

  /** {@code target[to + t width + j] = source[at + j stride + t]} for j below rows, t below n. */
  static void transpose(
      float[] source, int at, int stride, int rows, int n, float[] target, int to, int width) {
    for (int t = 0; t < n; t++) {
      for (int j = 0; j < rows; j++) {
        target[to + t * width + j] = source[at + j * stride + t];
      }
    }
  }

  @Override
  public void multiply(PanelProduct call) {
    for (int i = 0; i < call.rows; i++) {
      multiplyRow(call, i);
      store(tile, 0, call.store, call.c, call.cOffset + i * call.cStride, call.columns);
    }
  }

  private void multiplyRow(PanelProduct call, int i) {
    float[] a = call.a;
    float[] b = call.panel;
    int at = call.aOffset + i * call.aRowStride;
    int from = call.panelOffset;
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    for (int t = 0; t < call.inner; t++) {
      float x = a[at + t * call.aInnerStride];
      int row = from + t * call.panelStride;
      sum0 += x * b[row];
      sum1 += x * b[row + 1];
      sum2 += x * b[row + 2];
      sum3 += x * b[row + 3];
    }
    tile[0] = sum0;
    tile[1] = sum1;
    tile[2] = sum2;
    tile[3] = sum3;
  }

  @Override
  public void squaredDistances(PanelProduct call) {
    for (int i = 0; i < call.rows; i++) {
      int at = call.aOffset + i * call.aRowStride;
      for (int j = 0; j < call.columns; j++) {
        float sum = 0;
        for (int t = 0; t < call.inner; t++) {
          float difference =
              call.a[at + t * call.aInnerStride]
                  - call.panel[call.panelOffset + t * call.panelWidth + j];
          sum += difference * difference;
        }
        tile[j] = sum;
      }
      store(tile, 0, call.store, call.c, call.cOffset + i * call.cStride, call.columns);
    }
  }

  @Override
  public double squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    double sum = 0;
    for (int t = 0; t < n; t++) {
      double difference = (double) a[aAt + t] - b[bAt + t];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public int candidates(CandidateScan scan) {
    return candidatesFrom(0, 0, scan);
  }

  /**
   * Finds the candidates from place {@code first} on and appends them to those already found.
   * Returns the number of all.
   */
  static int candidatesFrom(int first, int foundBefore, CandidateScan scan) {
    int count = foundBefore;
    for (int j = first; j < scan.count; j++) {
      float product = scan.products[scan.at + j];
      int column = scan.firstColumn + j;
      if (product - scan.columnLower[column] >= scan.rowNear
          || product - scan.columnUpper[column] <= scan.rowFar
          || product - scan.rowLower >= scan.columnNear[column]
          || product - scan.rowUpper <= scan.columnFar[column]) {
        scan.found[count++] = j;
      }
    }
    return count;
  }

  @Override
  public void select(ColumnSelection s, float[] distances, int width, int first, int rows) {
    for (int row = first; row < first + rows; row++) {
      int label = s.rowLabels[row];
      for (int c = 0; c < s.count; c++) {
        if (s.own[c] == row) {
          continue;
        }
        float distance = distances[(row - first) * width + c];
        boolean labelled = s.columnLabels[c] >= 0;
        if (!labelled || s.columnLabels[c] == label) {
          insert(s, c, distance, row);
        }
        if (s.anyFarthest && distance > s.farthestDistances[c] && (!labelled || label >= 0)) {
          s.farthestDistances[c] = distance;
          s.farthest[c] = row;
        }
      }
    }
  }

  private static void insert(ColumnSelection s, int column, float distance, int row) {
    int slot = s.k - 1;
    if (slot < 0 || !(distance < s.nearestDistances[slot * s.stride + column])) {
      return;
    }
    for (; slot > 0; slot--) {
      int before = (slot - 1) * s.stride + column;
      if (!(distance < s.nearestDistances[before])) {
        break;
      }
      s.nearestDistances[before + s.stride] = s.nearestDistances[before];
      s.nearest[before + s.stride] = s.nearest[before];
    }
    s.nearestDistances[slot * s.stride + column] = distance;
    s.nearest[slot * s.stride + column] = row;
  }

  @Override
  public void store(float[] z, int zAt, RowStore store, float[] c, int cAt, int n) {
    storeFrom(0, z, zAt, store, c, cAt, n);
  }

  /** Stores the columns of a row from {@code first} on. */
  static void storeFrom(int first, float[] z, int zAt, RowStore store, float[] c, int cAt, int n) {
    for (int j = first; j < n; j++) {
      float value = z[zAt + j];
      if (store.beta != 0) {
        value += store.beta * c[cAt + j];
      }
      if (store.biased) {
        value += store.bias[store.biasOffset + j];
      }
      c[cAt + j] = store.relu ? Math.max(value, 0) : value;
    }
  }

  @Override
  public void add(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
    if (beta == 0) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = alpha * x[xAt + i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = alpha * x[xAt + i] + beta * y[yAt + i];
      }
    }
  }

  @Override
  public void multiply(SparseProduct p) {
    if (sums.length < p.width) {
      sums = new float[p.width];
    }
    for (int i = p.from; i < p.to; i++) {
      int start = p.startAt + i * p.startStride;
      for (int j = 0; j < p.width; j++) {
        sums[j] = p.startScale * p.start[start + j];
      }
      for (int e = p.a.rowOffsets[i]; e < p.a.rowOffsets[i + 1]; e++) {
        float weight = p.a.values[e];
        int at = p.xAt + p.a.columnIndices[e] * p.width;
        for (int j = 0; j < p.width; j++) {
          sums[j] += weight * p.x[at + j];
        }
      }
      int to = p.yAt + i * p.width;
      for (int j = 0; j < p.width; j++) {
        p.y[to + j] = Math.max(sums[j], p.least);
      }
    }
  }

  @Override
  public void columnSums(
      float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt) {
    columnSumsFrom(0, x, xAt, rows, columns, beta, sums, sumsAt);
  }

  /** The sums from column {@code first} on. */
  static void columnSumsFrom(
      int first, float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt) {
    for (int j = first; j < columns; j++) {
      double sum = 0;
      for (int i = 0; i < rows; i++) {
        sum += x[xAt + i * columns + j];
      }
      sums[sumsAt + j] = (float) (beta == 0 ? sum : sum + beta * sums[sumsAt + j]);
    }
  }

  @Override
  public boolean isZero(float[] x, int xAt, int n) {
    for (int i = xAt; i < xAt + n; i++) {
      if (x[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void zeroWhereNotPositive(float[] y, int yAt, float[] g, int gAt, int n) {
    for (int i = 0; i < n; i++) {
      if (y[yAt + i] <= 0) {
        g[gAt + i] = 0;
      }
    }
  }

  @Override
  public double squaredError(
      float[] p, int pAt, float[] t, int tAt, float factor, float[] g, int gAt, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      float error = p[pAt + i] - t[tAt + i];
      sum += error * error;
      g[gAt + i] = factor * error;
    }
    return sum;
  }

  @Override
  public void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = FloatExp.exp(x[xAt + i]);
    }
  }

  @Override
  public int randomRoom(int n) {
    return n;
  }

  @Override
  public void drawBits(RandomSource random, int row, long least, int n, int[] bits) {
    for (int j = 0; j < n; j++) {
      if (j % Integer.SIZE == 0) {
        bits[j / Integer.SIZE] = 0;
      }
      if (j % 4 == 0) {
        block(random, j / 4, row);
      }
      if (Integer.toUnsignedLong(philox.word(j % 4)) >= least) {
        bits[j / Integer.SIZE] |= 1 << j;
      }
    }
  }

  @Override
  public void addWhere(
      int[] bits, float scale, float[] x, int xAt, float beta, float[] y, int yAt, int n) {
    addWhereFrom(0, bits, scale, x, xAt, beta, y, yAt, n);
  }

  /** The columns from {@code first} on. */
  static void addWhereFrom(
      int first,
      int[] bits,
      float scale,
      float[] x,
      int xAt,
      float beta,
      float[] y,
      int yAt,
      int n) {
    for (int j = first; j < n; j++) {
      float value = (bits[j / Integer.SIZE] >>> j & 1) == 1 ? scale * x[xAt + j] : 0;
      y[yAt + j] = beta == 0 ? value : value + beta * y[yAt + j];
    }
  }

  @Override
  public void normals(RandomSource random, int row, int n, double[] numbers) {
    for (int j = 0; j < n; j++) {
      if (j % 4 == 0) {
        block(random, j / 4, row);
      }
      numbers[j] = philox.normal(j % 4);
    }
  }

  private void block(RandomSource random, int columnBlock, int row) {
    if (random.seed() != seed) {
      seed = random.seed();
      philox = new Philox(seed);
    }
    philox.at(columnBlock, row, HeapIndices.of(random.step()).get(0), random.stream());
  }

  @Override
  public void adam(
      AdamFactors factors,
      float[] p,
      int pAt,
      float[] g,
      int gAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      int n) {
    for (int i = 0; i < n; i++) {
      float slope = g[gAt + i];
      float mean = factors.beta1 * m[mAt + i] + factors.oneMinusBeta1 * slope;
      float variance = factors.beta2 * v[vAt + i] + factors.oneMinusBeta2 * slope * slope;
      m[mAt + i] = mean;
      v[vAt + i] = variance;
      float root = (float) Math.sqrt(variance * factors.varianceScale) + factors.epsilon;
      p[pAt + i] = p[pAt + i] * factors.kept - factors.rate * mean / root;
    }
  }
}
