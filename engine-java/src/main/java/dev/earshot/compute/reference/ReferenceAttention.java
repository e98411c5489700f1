package dev.earshot.compute.reference;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;

/** {@code SparseKernels.attend} and its backward pass. */
final class ReferenceAttention {
  private ReferenceAttention() {}

  static void forward(Attention attention, Epilogue epilogue, Matrix y) {
    int heads = attention.heads();
    int width = attention.headColumns();
    var edges = ReferenceSparseMatrix.of(attention.graph());
    var in = ReferenceMatrix.of(attention.x());
    var vector = ReferenceMatrix.of(attention.vectors());
    var score = ReferenceMatrix.of(attention.scores());
    var weight = ReferenceMatrix.of(attention.weights());
    var out = ReferenceMatrix.of(y);
    for (int i = 0; i < in.rows(); i++) {
      for (int h = 0; h < heads; h++) {
        double target = 0;
        double source = 0;
        for (int c = h * width; c < (h + 1) * width; c++) {
          target += in.get(i, c) * vector.get(0, c);
          source += in.get(i, c) * vector.get(1, c);
        }
        score.set(i, h, target);
        score.set(i, heads + h, source);
      }
    }
    for (int i = 0; i < in.rows(); i++) {
      int begin = edges.rowOffsets()[i];
      int end = edges.rowOffsets()[i + 1];
      for (int h = 0; h < heads; h++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int e = begin; e < end; e++) {
          double z = score.get(i, h) + score.get(edges.columnIndices()[e], heads + h);
          weight.set(e, h, z > 0 ? z : attention.slope() * z);
          largest = Math.max(largest, weight.get(e, h));
        }
        double sum = 0;
        for (int e = begin; e < end; e++) {
          weight.set(e, h, Math.exp(weight.get(e, h) - largest));
          sum += weight.get(e, h);
        }
        for (int e = begin; e < end; e++) {
          weight.set(e, h, weight.get(e, h) / sum);
        }
        for (int c = h * width; c < (h + 1) * width; c++) {
          double mixed = 0;
          for (int e = begin; e < end; e++) {
            mixed +=
                factor(attention, e, h) * weight.get(e, h) * in.get(edges.columnIndices()[e], c);
          }
          out.set(i, c, ReferenceDenseKernels.apply(epilogue, mixed, c));
        }
      }
    }
  }

  static void backward(
      Attention attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    int heads = attention.heads();
    int width = attention.headColumns();
    var in = ReferenceMatrix.of(attention.x());
    var vector = ReferenceMatrix.of(attention.vectors());
    var inSlope = ReferenceMatrix.of(xGradient);
    var vectorSlope = ReferenceMatrix.of(vectorsGradient);
    double[][] scoreSlopes = scoreGradients(attention, gradient);
    for (int i = 0; i < in.rows(); i++) {
      for (int c = 0; c < in.columns(); c++) {
        int h = c / width;
        double own =
            scoreSlopes[i][h] * vector.get(0, c) + scoreSlopes[i][heads + h] * vector.get(1, c);
        inSlope.update(i, c, own, xBeta);
      }
    }
    addMixed(attention, gradient, inSlope);
    for (int c = 0; c < in.columns(); c++) {
      double target = 0;
      double source = 0;
      for (int i = 0; i < in.rows(); i++) {
        target += scoreSlopes[i][c / width] * in.get(i, c);
        source += scoreSlopes[i][heads + c / width] * in.get(i, c);
      }
      vectorSlope.update(0, c, target, vectorsBeta);
      vectorSlope.update(1, c, source, vectorsBeta);
    }
  }

  /**
   * The gradients dL/dt and dL/ds: through the softmax, {@code a_e (da_e - sum_e' a_e' da_e')}, and
   * through the leaky ReLU.
   */
  private static double[][] scoreGradients(Attention attention, Matrix gradient) {
    int heads = attention.heads();
    int width = attention.headColumns();
    var edges = ReferenceSparseMatrix.of(attention.graph());
    var in = ReferenceMatrix.of(attention.x());
    var score = ReferenceMatrix.of(attention.scores());
    var weight = ReferenceMatrix.of(attention.weights());
    var outSlope = ReferenceMatrix.of(gradient);
    double[][] slopes = new double[in.rows()][2 * heads];
    for (int i = 0; i < in.rows(); i++) {
      int begin = edges.rowOffsets()[i];
      int end = edges.rowOffsets()[i + 1];
      double[] byWeight = new double[end - begin];
      for (int h = 0; h < heads; h++) {
        double mean = 0;
        for (int e = begin; e < end; e++) {
          double sum = 0;
          for (int c = h * width; c < (h + 1) * width; c++) {
            sum += outSlope.get(i, c) * in.get(edges.columnIndices()[e], c);
          }
          byWeight[e - begin] = factor(attention, e, h) * sum;
          mean += weight.get(e, h) * byWeight[e - begin];
        }
        for (int e = begin; e < end; e++) {
          int j = edges.columnIndices()[e];
          double z = score.get(i, h) + score.get(j, heads + h);
          double byScore =
              weight.get(e, h) * (byWeight[e - begin] - mean) * (z > 0 ? 1 : attention.slope());
          slopes[i][h] += byScore;
          slopes[j][heads + h] += byScore;
        }
      }
    }
    return slopes;
  }

  private static double factor(Attention attention, int entry, int head) {
    return attention.factors().map(f -> ReferenceMatrix.of(f).get(entry, head)).orElse(1.0);
  }

  /** {@code dx_j += factor_ij attention_ij dy_i}. */
  private static void addMixed(Attention attention, Matrix gradient, ReferenceMatrix inSlope) {
    int width = attention.headColumns();
    var edges = ReferenceSparseMatrix.of(attention.graph());
    var weight = ReferenceMatrix.of(attention.weights());
    var outSlope = ReferenceMatrix.of(gradient);
    for (int i = 0; i < gradient.rows(); i++) {
      for (int e = edges.rowOffsets()[i]; e < edges.rowOffsets()[i + 1]; e++) {
        for (int c = 0; c < gradient.columns(); c++) {
          double coefficient =
              factor(attention, e, c / width) * weight.get(e, c / width) * outSlope.get(i, c);
          inSlope.update(edges.columnIndices()[e], c, coefficient, 1);
        }
      }
    }
  }
}
