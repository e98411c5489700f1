package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.LossKernels;
import dev.earshot.compute.Matrix;
import java.util.Arrays;

/**
 * Sums over rows and over classes are computed in double. A confident row's {@code p - 1} therefore
 * keeps its digits: the term of the largest class is exp(0), which is exactly 1.
 */
final class SimdLossKernels implements LossKernels {
  private final VectorOps ops;
  private float[] largest = {};

  SimdLossKernels(VectorOps ops) {
    this.ops = ops;
  }

  @Override
  public void classification(
      Matrix logits,
      Indices labels,
      double crossEntropyWeight,
      double entropyWeight,
      Matrix loss,
      Matrix gradient) {
    HeapIndices label = HeapIndices.of(labels);
    int classes = logits.columns();
    int labelled = label.labelled(classes);
    int unlabelled = logits.rows() - labelled;
    SimdMatrix scores = SimdMatrix.of(logits);
    SimdMatrix slope = SimdMatrix.written(gradient);
    powers(scores, slope);
    double crossEntropy = 0;
    double entropy = 0;
    for (int i = 0; i < scores.rows(); i++) {
      double sum = sum(slope.data, slope.row(i), classes);
      if (label.get(i) >= 0) {
        crossEntropy +=
            StrictMath.log(sum) - (scores.data[scores.row(i) + label.get(i)] - largest[i]);
        crossEntropySlope(slope, i, label.get(i), sum, crossEntropyWeight / labelled);
      } else {
        entropy += entropyRow(scores, slope, i, sum, entropyWeight / unlabelled);
      }
    }
    SimdMatrix values = SimdMatrix.written(loss);
    values.data[values.offset] = (float) (labelled == 0 ? 0 : crossEntropy / labelled);
    values.data[values.offset + 1] = (float) (unlabelled == 0 ? 0 : entropy / unlabelled);
  }

  /** d(-log p_y)/dl_c = p_c - [c = y], where p is e / sum. */
  private static void crossEntropySlope(
      SimdMatrix e, int row, int label, double sum, double weight) {
    double scale = weight / sum;
    int first = e.row(row);
    float own = (float) (scale * (e.data[first + label] - sum));
    for (int c = first; c < first + e.columns(); c++) {
      e.data[c] = (float) (scale * e.data[c]);
    }
    e.data[first + label] = own;
  }

  /** H = -sum_c p_c log p_c; dH/dl_c = -p_c (log p_c + H). */
  private double entropyRow(SimdMatrix scores, SimdMatrix e, int row, double sum, double weight) {
    int from = scores.row(row);
    int to = e.row(row);
    double most = largest[row];
    double logSum = StrictMath.log(sum);
    double entropy = 0;
    for (int c = 0; c < e.columns(); c++) {
      entropy -= e.data[to + c] / sum * (scores.data[from + c] - most - logSum);
    }
    if (weight == 0) {
      Arrays.fill(e.data, to, to + e.columns(), 0);
      return entropy;
    }
    for (int c = 0; c < e.columns(); c++) {
      double logProbability = scores.data[from + c] - most - logSum;
      e.data[to + c] = (float) (-weight * e.data[to + c] / sum * (logProbability + entropy));
    }
    return entropy;
  }

  @Override
  public void squaredError(
      Matrix prediction, Matrix target, Indices mask, double weight, Matrix loss, Matrix gradient) {
    HeapIndices chosen = HeapIndices.of(mask);
    int columns = prediction.columns();
    int count = 0;
    for (int i = 0; i < prediction.rows(); i++) {
      count += chosen.get(i) * columns;
    }
    SimdMatrix guess = SimdMatrix.of(prediction);
    SimdMatrix truth = SimdMatrix.of(target);
    SimdMatrix slope = SimdMatrix.written(gradient);
    float factor = (float) (weight * 2 / count);
    double sum = 0;
    for (int i = 0; i < guess.rows(); i++) {
      int to = slope.row(i);
      if (chosen.get(i) == 1) {
        sum +=
            ops.squaredError(
                guess.data,
                guess.row(i),
                truth.data,
                truth.row(i),
                factor,
                slope.data,
                to,
                columns);
      } else {
        Arrays.fill(slope.data, to, to + columns, 0);
      }
    }
    SimdMatrix value = SimdMatrix.written(loss);
    value.data[value.offset] = (float) (count == 0 ? 0 : sum / count);
  }

  @Override
  public void logistic(
      Matrix logits, Indices targets, double weight, Matrix loss, Matrix gradient) {
    HeapIndices target = HeapIndices.of(targets);
    SimdMatrix scores = SimdMatrix.of(logits);
    SimdMatrix slope = SimdMatrix.written(gradient);
    int n = scores.rows();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double l = scores.data[scores.offset + i];
      double power = StrictMath.exp(-Math.abs(l));
      sum += Math.max(l, 0) + StrictMath.log1p(power) - target.get(i) * l;
      double probability = (l >= 0 ? 1 : power) / (1 + power);
      slope.data[slope.offset + i] = (float) (weight * (probability - target.get(i)) / n);
    }
    SimdMatrix value = SimdMatrix.written(loss);
    value.data[value.offset] = (float) (n == 0 ? 0 : sum / n);
  }

  @Override
  public void softmax(Matrix logits, Matrix probabilities) {
    SimdMatrix p = SimdMatrix.written(probabilities);
    int classes = p.columns();
    powers(SimdMatrix.of(logits), p);
    for (int i = 0; i < p.rows(); i++) {
      int row = p.row(i);
      float scale = (float) (1 / sum(p.data, row, classes));
      for (int c = row; c < row + classes; c++) {
        p.data[c] *= scale;
      }
    }
  }

  @Override
  public void softClassification(
      Matrix logits, Matrix targets, Matrix weight, Matrix loss, Matrix gradient) {
    SimdMatrix scores = SimdMatrix.of(logits);
    SimdMatrix target = SimdMatrix.of(targets);
    SimdMatrix slope = SimdMatrix.written(gradient);
    SimdMatrix factor = SimdMatrix.of(weight);
    int classes = scores.columns();
    int n = scores.rows();
    double scale = factor.data[factor.offset] / (double) n;
    powers(scores, slope);
    double loglikelihood = 0;
    for (int i = 0; i < n; i++) {
      double sum = sum(slope.data, slope.row(i), classes);
      double most = largest[i];
      double logSum = StrictMath.log(sum);
      for (int c = 0; c < classes; c++) {
        double wanted = target.data[target.row(i) + c];
        int at = slope.row(i) + c;
        double score = scores.data[scores.row(i) + c];
        loglikelihood += wanted * (score - most - logSum);
        slope.data[at] = (float) (scale * (slope.data[at] / sum - wanted));
      }
    }
    SimdMatrix value = SimdMatrix.written(loss);
    value.data[value.offset] = (float) (n == 0 ? 0 : -loglikelihood / n);
  }

  @Override
  public void sharpen(Matrix probabilities, double temperature, Matrix y) {
    SimdMatrix p = SimdMatrix.of(probabilities);
    SimdMatrix out = SimdMatrix.written(y);
    int classes = out.columns();
    for (int i = 0; i < out.rows(); i++) {
      int from = p.row(i);
      int to = out.row(i);
      float most = 0;
      for (int c = 0; c < classes; c++) {
        most = Math.max(most, p.data[from + c]);
      }
      for (int c = 0; c < classes; c++) {
        double fraction = (double) p.data[from + c] / most;
        out.data[to + c] = (float) StrictMath.pow(fraction, 1 / temperature);
      }
      float scale = (float) (1 / sum(out.data, to, classes));
      for (int c = to; c < to + classes; c++) {
        out.data[c] *= scale;
      }
    }
  }

  /**
   * Computes {@code exp(x - largest of its row)} for each element. The exponentials are computed in
   * one pass over the whole matrix, because its rows are mostly shorter than a vector.
   */
  private void powers(SimdMatrix scores, SimdMatrix e) {
    if (largest.length < scores.rows()) {
      largest = new float[scores.rows()];
    }
    int classes = scores.columns();
    for (int i = 0; i < scores.rows(); i++) {
      int from = scores.row(i);
      int to = e.row(i);
      int key = Integer.MIN_VALUE;
      for (int c = 0; c < classes; c++) {
        key = Math.max(key, FloatOrder.key(scores.data[from + c]));
      }
      float most = FloatOrder.number(key);
      largest[i] = most;
      for (int c = 0; c < classes; c++) {
        e.data[to + c] = scores.data[from + c] - most;
      }
    }
    ops.exp(e.data, e.offset, e.data, e.offset, e.size());
  }

  private static double sum(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    return sum;
  }
}
