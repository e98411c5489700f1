package dev.earshot.compute.simd;

import dev.earshot.compute.RandomSource;
import java.util.Arrays;

/** Plain float loops. They also compute the rest of a row after the last whole vector. */
final class PlainOps implements VectorOps {
  /** The bits of -0. Those of negative numbers follow, to negative infinity; then NaN. */
  private static final int MINUS_ZERO = Integer.MIN_VALUE;

  private static final int INFINITY = 0x7F800000;

  private final String reason;
  private final PlainProducts products = new PlainProducts(this);
  private final PlainSparse sparse = new PlainSparse();
  private final PlainRandom random = new PlainRandom();
  private final PlainNormalization normalization = new PlainNormalization();
  private final float[] lanes = new float[FixedOrder.LANES];
  private float[] parts = {};
  private float[] row = {};
  private final double[] doubleLanes = new double[FixedOrder.LANES];

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
  public PanelLayout panels() {
    return PanelLayout.WIDE;
  }

  @Override
  public void packPanel(
      float[] source, int at, int stride, int inner, int valid, int width, float[] panel, int to) {
    for (int t = 0; t < inner; t++) {
      int row = to + t * width;
      System.arraycopy(source, at + t * stride, panel, row, valid);
      Arrays.fill(panel, row + valid, row + width, 0);
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
  public void multiply(DenseProduct call) {
    products.multiply(call);
  }

  @Override
  public void squaredDistances(DenseProduct call) {
    products.squaredDistances(call);
  }

  @Override
  public double squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    int bound = FixedOrder.bound(n);
    Arrays.fill(doubleLanes, 0);
    for (int t = 0; t < bound; t += FixedOrder.LANES) {
      for (int lane = 0; lane < FixedOrder.LANES; lane++) {
        double difference = (double) a[aAt + t + lane] - b[bAt + t + lane];
        doubleLanes[lane] = Math.fma(difference, difference, doubleLanes[lane]);
      }
    }
    double last = 0;
    for (int t = bound; t < n; t++) {
      double difference = (double) a[aAt + t] - b[bAt + t];
      last = Math.fma(difference, difference, last);
    }
    return FixedOrder.total(last, doubleLanes);
  }

  @Override
  public double dot(float[] a, int aAt, float[] b, int bAt, int n) {
    int bound = FixedOrder.bound(n);
    Arrays.fill(doubleLanes, 0);
    for (int t = 0; t < bound; t += FixedOrder.LANES) {
      for (int lane = 0; lane < FixedOrder.LANES; lane++) {
        // The product is exact in double.
        doubleLanes[lane] += (double) a[aAt + t + lane] * b[bAt + t + lane];
      }
    }
    double last = 0;
    for (int t = bound; t < n; t++) {
      last += (double) a[aAt + t] * b[bAt + t];
    }
    return FixedOrder.total(last, doubleLanes);
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
  public void store(float[] z, int zAt, RowStore store, int column, float[] c, int cAt, int n) {
    storeFrom(0, z, zAt, store, column, c, cAt, n);
  }

  /** Stores the elements from {@code first} on. */
  static void storeFrom(
      int first, float[] z, int zAt, RowStore store, int column, float[] c, int cAt, int n) {
    for (int j = first; j < n; j++) {
      float value = z[zAt + j];
      if (store.beta != 0) {
        value = Fused.multiplyAdd(c[cAt + j], store.beta, value);
      }
      if (store.biased) {
        value += store.bias[store.biasOffset + column + j];
      }
      c[cAt + j] = store.relu ? Math.max(value, 0) : value;
    }
  }

  /**
   * Raises n elements to at least {@code least}.
   *
   * @param least 0 for ReLU, or negative infinity, which changes nothing
   */
  static void limit(float[] x, float least, int n) {
    if (least != 0) {
      return;
    }
    // Without a branch: which of them are negative, no processor can foresee. -0 and NaN stay.
    for (int j = 0; j < n; j++) {
      int bits = Float.floatToRawIntBits(x[j]);
      int belowZero = bits - MINUS_ZERO - 1;
      int negative = ~((belowZero | (INFINITY - 1 - belowZero)) >> 31);
      x[j] = Float.intBitsToFloat(bits & ~negative);
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
        y[yAt + i] = Fused.multiplyAdd(x[xAt + i], alpha, y[yAt + i] * beta);
      }
    }
  }

  @Override
  public void multiply(SparseProduct product) {
    sparse.multiply(product);
  }

  @Override
  public void multiplyEach(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n) {
    for (int i = 0; i < n; i++) {
      z[zAt + i] = x[xAt + i] * y[yAt + i];
    }
  }

  @Override
  public void transposeRows(
      float[] x, int xAt, int rows, int heads, int width, float[] y, int yAt) {
    for (int i = 0; i < rows; i++) {
      int row = i * heads * width;
      transpose(x, xAt + row, width, heads, width, y, yAt + row, heads);
    }
  }

  @Override
  public void addNeighbors(HeadRows call) {
    int size = call.heads * call.width;
    for (int i = call.from; i < call.to; i++) {
      int own = call.ownRow(i);
      System.arraycopy(call.start, call.startAt + i * call.startStride, call.own, own, size);
      for (int e = call.graph.rowOffsets[i]; e < call.graph.rowOffsets[i + 1]; e++) {
        int node = call.nodeRow(e);
        int number = call.numbersAt + call.graph.origins[e] * call.heads;
        for (int h = 0; h < call.heads; h++) {
          float factor = call.numbers[number + h];
          for (int at = h * call.width; at < (h + 1) * call.width; at++) {
            call.own[own + at] =
                Fused.multiplyAdd(call.nodes[node + at], factor, call.own[own + at]);
          }
        }
      }
      for (int at = 0; at < size; at++) {
        call.own[own + at] = Math.max(call.own[own + at] + call.bias[call.biasAt + at], call.least);
      }
    }
  }

  @Override
  public void multiplyNeighbors(HeadRows call) {
    multiplyNeighborsFrom(0, call);
  }

  /** {@link #multiplyNeighbors} for the heads from {@code head} on. */
  static void multiplyNeighborsFrom(int head, HeadRows call) {
    int heads = call.heads;
    for (int i = call.from; i < call.to && head < heads; i++) {
      int own = call.ownRow(i);
      for (int e = call.graph.rowOffsets[i]; e < call.graph.rowOffsets[i + 1]; e++) {
        int node = call.nodeRow(e);
        int number = call.numberRow(e);
        for (int h = head; h < heads; h++) {
          double sum = 0;
          for (int c = 0; c < call.width; c++) {
            sum += call.own[own + c * heads + h] * call.nodes[node + c * heads + h];
          }
          call.numbers[number + h] = (float) sum;
        }
      }
    }
  }

  @Override
  public void neighborScores(HeadRows call, float slope) {
    neighborScoresFrom(0, call, slope);
  }

  /** {@link #neighborScores} for the heads from {@code head} on. */
  static void neighborScoresFrom(int head, HeadRows call, float slope) {
    // Read from an array, because a branch on random signs is slow.
    float[] leak = {1, slope};
    for (int h = head; h < call.heads; h++) {
      for (int i = call.from; i < call.to; i++) {
        float target = call.own[call.ownRow(i) + h];
        int key = Integer.MIN_VALUE;
        int end = call.graph.rowOffsets[i + 1];
        for (int e = call.graph.rowOffsets[i]; e < end; e++) {
          float z = target + call.nodes[call.nodeRow(e) + call.heads + h];
          float score = z * leak[Float.floatToRawIntBits(z) >>> 31];
          key = Math.max(key, FloatOrder.key(score));
          call.numbers[call.numberRow(e) + h] = score;
        }
        float largest = FloatOrder.number(key);
        for (int e = call.graph.rowOffsets[i]; e < end; e++) {
          call.numbers[call.numberRow(e) + h] -= largest;
        }
      }
    }
  }

  @Override
  public void normalizeNeighbors(HeadRows call) {
    normalizeNeighborsFrom(0, call);
  }

  /** {@link #normalizeNeighbors} for the heads from {@code head} on. */
  static void normalizeNeighborsFrom(int head, HeadRows call) {
    for (int h = head; h < call.heads; h++) {
      for (int i = call.from; i < call.to; i++) {
        int end = call.graph.rowOffsets[i + 1];
        double sum = 0;
        for (int e = call.graph.rowOffsets[i]; e < end; e++) {
          sum += call.numbers[call.numberRow(e) + h];
        }
        float scale = (float) (1 / sum);
        for (int e = call.graph.rowOffsets[i]; e < end; e++) {
          call.numbers[call.numberRow(e) + h] *= scale;
        }
      }
    }
  }

  @Override
  public void scoreSlopes(HeadRows call, double slope) {
    scoreSlopesFrom(0, call, slope);
  }

  /** {@link #scoreSlopes} for the heads from {@code head} on. */
  static void scoreSlopesFrom(int head, HeadRows call, double slope) {
    float[] weights = call.weights;
    float[] slopes = call.slopes;
    // Read from an array, because a branch on random signs is slow.
    double[] leak = {slope, 1};
    int toWeight = call.weightsAt - call.numbersAt;
    for (int h = head; h < call.heads; h++) {
      for (int i = call.from; i < call.to; i++) {
        int end = call.graph.rowOffsets[i + 1];
        double mean = 0;
        for (int e = call.graph.rowOffsets[i]; e < end; e++) {
          int at = call.numberRow(e) + h;
          mean += (double) weights[at + toWeight] * call.numbers[at];
        }
        float target = call.own[call.ownRow(i) + h];
        for (int e = call.graph.rowOffsets[i]; e < end; e++) {
          int at = call.numberRow(e) + h;
          int source = call.nodeRow(e) + call.heads + h;
          float z = target + call.nodes[source];
          float byScore =
              (float) (weights[at + toWeight] * (call.numbers[at] - mean) * leak[z > 0 ? 1 : 0]);
          slopes[2 * call.heads * i + h] += byScore;
          slopes[source - call.nodesAt] += byScore;
        }
      }
    }
  }

  @Override
  public void columnSums(
      float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt) {
    columnSumsFrom(0, x, xAt, rows, columns, beta, sums, sumsAt);
  }

  /** The sums from column {@code first} on. */
  void columnSumsFrom(
      int first, float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt) {
    int n = columns - first;
    if (parts.length < n) {
      parts = new float[n];
      row = new float[n];
    }
    beginSums(beta, sums, sumsAt + first, n);
    for (int block = 0; block < rows; block += FixedOrder.ROWS) {
      Arrays.fill(parts, 0, n, 0);
      int end = Math.min(rows, block + FixedOrder.ROWS);
      for (int i = block; i < end; i++) {
        System.arraycopy(x, xAt + i * columns + first, row, 0, n);
        addRow(row, parts, n);
      }
      for (int j = 0; j < n; j++) {
        sums[sumsAt + first + j] += parts[j];
      }
    }
  }

  private static void addRow(float[] x, float[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] += x[j];
    }
  }

  /** Sets the initial value of sums: beta times the old value, or 0 if beta is 0. */
  static void beginSums(float beta, float[] sums, int at, int n) {
    if (beta == 0) {
      Arrays.fill(sums, at, at + n, 0);
    } else if (beta != 1) {
      for (int j = at; j < at + n; j++) {
        sums[j] *= beta;
      }
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
    // Without a branch: which of them are positive, no processor can foresee.
    for (int i = 0; i < n; i++) {
      int bits = Float.floatToRawIntBits(y[yAt + i]);
      int fromMinusZero = bits - MINUS_ZERO;
      int negative = ~((fromMinusZero | (INFINITY - fromMinusZero)) >> 31);
      int zero = ~((bits | -bits) >> 31);
      int slope = Float.floatToRawIntBits(g[gAt + i]);
      g[gAt + i] = Float.intBitsToFloat(slope & ~(negative | zero));
    }
  }

  @Override
  public double squaredError(
      float[] p, int pAt, float[] t, int tAt, float factor, float[] g, int gAt, int n) {
    int bound = FixedOrder.bound(n);
    Arrays.fill(lanes, 0);
    for (int i = 0; i < bound; i += FixedOrder.LANES) {
      for (int lane = 0; lane < FixedOrder.LANES; lane++) {
        float error = p[pAt + i + lane] - t[tAt + i + lane];
        lanes[lane] = Fused.multiplyAdd(error, error, lanes[lane]);
        g[gAt + i + lane] = error * factor;
      }
    }
    double last = 0;
    for (int i = bound; i < n; i++) {
      float error = p[pAt + i] - t[tAt + i];
      last += error * error;
      g[gAt + i] = error * factor;
    }
    return FixedOrder.total(last, lanes);
  }

  @Override
  public void elu(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      float value = x[xAt + i];
      // exp(0) is exactly 1. Without a branch, because the signs are random.
      y[yAt + i] = Math.max(value, 0) + (FloatExp.exp(Math.min(value, 0)) - 1);
    }
  }

  @Override
  public void eluBackward(
      float[] y, int yAt, float[] g, int gAt, float beta, float[] x, int xAt, int n) {
    for (int i = 0; i < n; i++) {
      float own = g[gAt + i] * (Math.min(y[yAt + i], 0) + 1);
      x[xAt + i] = beta == 0 ? own : own + beta * x[xAt + i];
    }
  }

  @Override
  public void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = FloatExp.exp(x[xAt + i]);
    }
  }

  @Override
  public void drawBits(RandomSource source, int rows, long least, int columns, int[] bits) {
    random.drawBits(source, rows, least, columns, bits);
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
      // All bits of a number or none, in place of a branch, which could not be predicted.
      int all = -(bits[j / Integer.SIZE] >>> j & 1);
      float value = Float.intBitsToFloat(Float.floatToRawIntBits(scale * x[xAt + j]) & all);
      y[yAt + j] = beta == 0 ? value : value + beta * y[yAt + j];
    }
  }

  @Override
  public void normals(RandomSource source, int row, int n, double[] numbers) {
    random.normals(source, row, n, numbers);
  }

  @Override
  public void normalizeColumns(
      SimdMatrix x,
      SimdMatrix scale,
      SimdMatrix shift,
      SimdMatrix moments,
      float least,
      SimdMatrix y) {
    normalization.forward(0, x, scale, shift, moments, least, y);
  }

  @Override
  public void normalizeColumnsBackward(
      SimdMatrix x,
      SimdMatrix scale,
      SimdMatrix moments,
      SimdMatrix gradient,
      float beta,
      SimdMatrix xGradient,
      SimdMatrix affineGradient) {
    normalization.backward(0, x, scale, moments, gradient, beta, xGradient, affineGradient);
  }
}
