package dev.earshot.compute.simd;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.Arrays;

/**
 * {@code SparseKernels.attend} and its backward pass. Heads have few columns and rows few entries,
 * so the loops over contiguous columns are plain; the compiler vectorises them by itself.
 */
final class SimdAttention {
  private final VectorOps ops;
  private final RowStore rowStore = new RowStore();
  private float[] row = {};
  private float[] slopes = {};
  private double[] sums = {};
  private double[] means = {};

  SimdAttention(VectorOps ops) {
    this.ops = ops;
  }

  void forward(Attention attention, Epilogue epilogue, Matrix y) {
    int heads = attention.heads();
    int width = attention.headColumns();
    float slope = (float) attention.slope();
    CompressedRows edges = SimdSparseMatrix.of(attention.graph()).entries();
    int[] offsets = edges.rowOffsets;
    int[] columns = edges.columnIndices;
    SimdMatrix in = SimdMatrix.of(attention.x());
    SimdMatrix score = SimdMatrix.written(attention.scores());
    SimdMatrix weight = SimdMatrix.written(attention.weights());
    SimdMatrix out = SimdMatrix.written(y);
    if (sums.length < heads) {
      sums = new double[heads];
      means = new double[heads];
    }
    score(in, SimdMatrix.of(attention.vectors()), score, heads, width);
    out.scale(ops, 0, out.offset, out.size());
    rowStore.accumulate(0);
    rowStore.finish(epilogue);
    for (int i = 0; i < in.rows(); i++) {
      int first = offsets[i];
      int count = offsets[i + 1] - first;
      int at = weight.row(first);
      softmax(score, i, columns, first, count, heads, slope, weight.data, at);
      for (int k = 0; k < count; k++) {
        int from = in.row(columns[first + k]);
        for (int h = 0; h < heads; h++) {
          float coefficient = weight.data[at + k * heads + h] * factor(attention, first + k, h);
          addScaled(
              coefficient, in.data, from + h * width, out.data, out.row(i) + h * width, width);
        }
      }
      if (!rowStore.changesNothing()) {
        PlainOps.storeFrom(
            0, out.data, out.row(i), rowStore, 0, out.data, out.row(i), out.columns());
      }
    }
  }

  /**
   * The weights of row i's entries, one row of heads for each entry. All exponentials of the row
   * are computed in one pass, because a row has few entries.
   */
  private void softmax(
      SimdMatrix score,
      int i,
      int[] columns,
      int first,
      int count,
      int heads,
      float slope,
      float[] weights,
      int at) {
    room(heads);
    Arrays.fill(row, 0, heads, Float.NEGATIVE_INFINITY);
    for (int k = 0; k < count; k++) {
      int source = score.row(columns[first + k]) + heads;
      for (int h = 0; h < heads; h++) {
        float z = score.data[score.row(i) + h] + score.data[source + h];
        float rectified = Math.max(z, 0) + slope * Math.min(z, 0);
        weights[at + k * heads + h] = rectified;
        row[h] = Math.max(row[h], rectified);
      }
    }
    for (int k = 0; k < count; k++) {
      for (int h = 0; h < heads; h++) {
        weights[at + k * heads + h] -= row[h];
      }
    }
    ops.exp(weights, at, weights, at, count * heads);
    for (int h = 0; h < heads; h++) {
      double sum = 0;
      for (int k = 0; k < count; k++) {
        sum += weights[at + k * heads + h];
      }
      float scale = (float) (1 / sum);
      for (int k = 0; k < count; k++) {
        weights[at + k * heads + h] *= scale;
      }
    }
  }

  /**
   * {@code y = alpha x + y}. A head has fewer columns than make a call of {@link #ops} worth it.
   */
  private static void addScaled(float alpha, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int c = 0; c < n; c++) {
      y[yAt + c] = Fused.multiplyAdd(x[xAt + c], alpha, y[yAt + c]);
    }
  }

  private static float factor(Attention attention, int entry, int head) {
    if (attention.factors().isEmpty()) {
      return 1;
    }
    SimdMatrix factors = SimdMatrix.of(attention.factors().get());
    return factors.data[factors.row(entry) + head];
  }

  /** Each node's products with the two vectors of each head. */
  private void score(SimdMatrix in, SimdMatrix vectors, SimdMatrix scores, int heads, int width) {
    for (int i = 0; i < in.rows(); i++) {
      for (int vector = 0; vector < 2; vector++) {
        dots(in.data, in.row(i), vectors.data, vectors.row(vector), heads, width);
        int at = scores.row(i) + vector * heads;
        for (int h = 0; h < heads; h++) {
          scores.data[at + h] = (float) sums[h];
        }
      }
    }
  }

  /**
   * Writes each head's inner product to {@link #sums}. The heads' sums grow side by side, since
   * each addition waits for the one before it in the same sum.
   */
  private void dots(float[] a, int aAt, float[] b, int bAt, int heads, int width) {
    Arrays.fill(sums, 0, heads, 0);
    for (int c = 0; c < width; c++) {
      for (int h = 0; h < heads; h++) {
        sums[h] += a[aAt + h * width + c] * b[bAt + h * width + c];
      }
    }
  }

  void backward(
      Attention attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    int heads = attention.heads();
    int width = attention.headColumns();
    // Read from an array, because a branch on random signs is slow.
    double[] leak = {attention.slope(), 1};
    CompressedRows edges = SimdSparseMatrix.of(attention.graph()).entries();
    int[] offsets = edges.rowOffsets;
    int[] columns = edges.columnIndices;
    SimdMatrix in = SimdMatrix.of(attention.x());
    SimdMatrix score = SimdMatrix.of(attention.scores());
    SimdMatrix weight = SimdMatrix.of(attention.weights());
    SimdMatrix outSlope = SimdMatrix.of(gradient);
    SimdMatrix inSlope = SimdMatrix.written(xGradient);
    inSlope.scale(ops, xBeta, inSlope.offset, inSlope.size());
    int each = 2 * heads;
    if (slopes.length < in.rows() * each) {
      slopes = new float[in.rows() * each];
    }
    Arrays.fill(slopes, 0, in.rows() * each, 0);
    for (int i = 0; i < in.rows(); i++) {
      int first = offsets[i];
      int count = offsets[i + 1] - first;
      int at = weight.row(first);
      room(count * heads);
      Arrays.fill(means, 0, heads, 0);
      for (int k = 0; k < count; k++) {
        int source = in.row(columns[first + k]);
        int target = inSlope.row(columns[first + k]);
        dots(outSlope.data, outSlope.row(i), in.data, source, heads, width);
        for (int h = 0; h < heads; h++) {
          int from = outSlope.row(i) + h * width;
          float coefficient = weight.data[at + k * heads + h];
          float factor = factor(attention, first + k, h);
          float slopeOfWeight = factor * (float) sums[h];
          row[k * heads + h] = slopeOfWeight;
          means[h] += (double) coefficient * slopeOfWeight;
          addScaled(
              factor * coefficient, outSlope.data, from, inSlope.data, target + h * width, width);
        }
      }
      for (int k = 0; k < count; k++) {
        int j = columns[first + k];
        for (int h = 0; h < heads; h++) {
          float z = score.data[score.row(i) + h] + score.data[score.row(j) + heads + h];
          float byScore =
              (float)
                  (weight.data[at + k * heads + h]
                      * (row[k * heads + h] - means[h])
                      * leak[z > 0 ? 1 : 0]);
          slopes[i * each + h] += byScore;
          slopes[j * each + heads + h] += byScore;
        }
      }
    }
    spread(in, SimdMatrix.of(attention.vectors()), inSlope, heads, width);
    SimdMatrix vectorSlope = SimdMatrix.written(vectorsGradient);
    vectorSlope.scale(ops, vectorsBeta, vectorSlope.offset, vectorSlope.size());
    spread(vectorSlope, in, heads, width);
  }

  /**
   * Adds the scores' gradients to that of x: {@code dx_i,hf += dt_ih target_hf + ds_ih source_hf}.
   */
  private void spread(SimdMatrix in, SimdMatrix vectors, SimdMatrix inSlope, int heads, int width) {
    for (int i = 0; i < in.rows(); i++) {
      for (int h = 0; h < 2 * heads; h++) {
        int at = h % heads * width;
        float factor = slopes[i * 2 * heads + h];
        addScaled(
            factor,
            vectors.data,
            vectors.row(h / heads) + at,
            inSlope.data,
            inSlope.row(i) + at,
            width);
      }
    }
  }

  /**
   * Adds the scores' gradients to those of the vectors: {@code dtarget_hf += dt_ih x_i,hf}, and the
   * same for source.
   */
  private void spread(SimdMatrix vectorSlope, SimdMatrix in, int heads, int width) {
    for (int i = 0; i < in.rows(); i++) {
      for (int h = 0; h < 2 * heads; h++) {
        int at = h % heads * width;
        float factor = slopes[i * 2 * heads + h];
        addScaled(
            factor,
            in.data,
            in.row(i) + at,
            vectorSlope.data,
            vectorSlope.row(h / heads) + at,
            width);
      }
    }
  }

  private void room(int count) {
    if (row.length < count) {
      row = new float[count];
    }
  }
}
