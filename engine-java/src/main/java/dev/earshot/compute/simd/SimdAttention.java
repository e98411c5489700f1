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
    score(in, SimdMatrix.of(attention.vectors()), score, heads, width);
    out.scale(ops, 0, out.offset, out.size());
    rowStore.accumulate(0);
    rowStore.finish(epilogue);
    for (int i = 0; i < in.rows(); i++) {
      int count = offsets[i + 1] - offsets[i];
      room(count);
      for (int h = 0; h < heads; h++) {
        float target = score.data[score.row(i) + h];
        float largest = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
          float z = target + score.data[score.row(columns[offsets[i] + k]) + heads + h];
          row[k] = z > 0 ? z : slope * z;
          largest = Math.max(largest, row[k]);
        }
        for (int k = 0; k < count; k++) {
          row[k] -= largest;
        }
        ops.exp(row, 0, row, 0, count);
        double sum = 0;
        for (int k = 0; k < count; k++) {
          sum += row[k];
        }
        float scale = (float) (1 / sum);
        for (int k = 0; k < count; k++) {
          float coefficient = scale * row[k];
          int e = offsets[i] + k;
          weight.data[weight.row(e) + h] = coefficient;
          coefficient *= factor(attention, e, h);
          int from = in.row(columns[e]) + h * width;
          ops.add(coefficient, in.data, from, 1, out.data, out.row(i) + h * width, width);
        }
      }
      if (!rowStore.changesNothing()) {
        ops.store(out.data, out.row(i), rowStore, 0, out.data, out.row(i), out.columns());
      }
    }
  }

  private static float factor(Attention attention, int entry, int head) {
    if (attention.factors().isEmpty()) {
      return 1;
    }
    SimdMatrix factors = SimdMatrix.of(attention.factors().get());
    return factors.data[factors.row(entry) + head];
  }

  private static void score(
      SimdMatrix in, SimdMatrix vectors, SimdMatrix scores, int heads, int width) {
    for (int i = 0; i < in.rows(); i++) {
      for (int h = 0; h < 2 * heads; h++) {
        int vector = vectors.row(h / heads) + h % heads * width;
        scores.data[scores.row(i) + h] =
            dot(in.data, in.row(i) + h % heads * width, vectors.data, vector, width);
      }
    }
  }

  private static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    double sum = 0;
    for (int c = 0; c < n; c++) {
      sum += a[aAt + c] * b[bAt + c];
    }
    return (float) sum;
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
    double slope = attention.slope();
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
      int count = offsets[i + 1] - offsets[i];
      room(count);
      for (int h = 0; h < heads; h++) {
        int from = outSlope.row(i) + h * width;
        double mean = 0;
        for (int k = 0; k < count; k++) {
          int e = offsets[i] + k;
          float coefficient = weight.data[weight.row(e) + h];
          float factor = factor(attention, e, h);
          row[k] =
              factor * dot(outSlope.data, from, in.data, in.row(columns[e]) + h * width, width);
          mean += (double) coefficient * row[k];
          ops.add(
              factor * coefficient,
              outSlope.data,
              from,
              1,
              inSlope.data,
              inSlope.row(columns[e]) + h * width,
              width);
        }
        for (int k = 0; k < count; k++) {
          int e = offsets[i] + k;
          int j = columns[e];
          float z = score.data[score.row(i) + h] + score.data[score.row(j) + heads + h];
          float byScore =
              (float) (weight.data[weight.row(e) + h] * (row[k] - mean) * (z > 0 ? 1 : slope));
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
        ops.add(
            factor,
            vectors.data,
            vectors.row(h / heads) + at,
            1,
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
        ops.add(
            factor,
            in.data,
            in.row(i) + at,
            1,
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
