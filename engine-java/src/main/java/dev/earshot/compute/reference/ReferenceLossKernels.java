package dev.earshot.compute.reference;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.LossKernels;
import dev.earshot.compute.Matrix;

final class ReferenceLossKernels implements LossKernels {
  @Override
  public void classification(
      Matrix logits,
      Indices labels,
      double crossEntropyWeight,
      double entropyWeight,
      Matrix loss,
      Matrix gradient) {
    softmax(logits, gradient);
    var scores = ReferenceMatrix.of(logits);
    var p = ReferenceMatrix.of(gradient);
    HeapIndices label = HeapIndices.of(labels);
    int classes = logits.columns();
    int labelled = label.labelled(classes);
    int unlabelled = logits.rows() - labelled;
    double crossEntropy = 0;
    double entropy = 0;
    for (int i = 0; i < logits.rows(); i++) {
      LogSoftmax logP = LogSoftmax.of(scores, i);
      if (label.get(i) >= 0) {
        // d(-log p_y)/dl_c = p_c - [c = y]
        crossEntropy -= logP.of(scores.get(i, label.get(i))) / labelled;
        for (int c = 0; c < classes; c++) {
          double slope = p.get(i, c) - (c == label.get(i) ? 1 : 0);
          p.set(i, c, crossEntropyWeight * slope / labelled);
        }
      } else {
        // H = -sum_c p_c log p_c; dH/dl_c = -p_c (log p_c + H)
        double rowEntropy = 0;
        for (int c = 0; c < classes; c++) {
          rowEntropy -= p.get(i, c) * logP.of(scores.get(i, c));
        }
        entropy += rowEntropy / unlabelled;
        for (int c = 0; c < classes; c++) {
          double slope = -p.get(i, c) * (logP.of(scores.get(i, c)) + rowEntropy);
          p.set(i, c, entropyWeight * slope / unlabelled);
        }
      }
    }
    ReferenceMatrix.of(loss).set(0, 0, crossEntropy);
    ReferenceMatrix.of(loss).set(0, 1, entropy);
  }

  @Override
  public void squaredError(
      Matrix prediction, Matrix target, Indices mask, double weight, Matrix loss, Matrix gradient) {
    HeapIndices chosen = HeapIndices.of(mask);
    int count = 0;
    for (int i = 0; i < prediction.rows(); i++) {
      count += chosen.get(i) * prediction.columns();
    }
    var guess = ReferenceMatrix.of(prediction);
    var truth = ReferenceMatrix.of(target);
    var slope = ReferenceMatrix.of(gradient);
    double sum = 0;
    for (int i = 0; i < prediction.rows(); i++) {
      for (int j = 0; j < prediction.columns(); j++) {
        double error = guess.get(i, j) - truth.get(i, j);
        sum += chosen.get(i) == 1 ? error * error / count : 0;
        slope.set(i, j, chosen.get(i) == 1 ? weight * 2 * error / count : 0);
      }
    }
    ReferenceMatrix.of(loss).set(0, 0, sum);
  }

  @Override
  public void logistic(
      Matrix logits, Indices targets, double weight, Matrix loss, Matrix gradient) {
    HeapIndices target = HeapIndices.of(targets);
    int n = logits.rows();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double l = ReferenceMatrix.of(logits).get(i, 0);
      sum += (Math.max(l, 0) + Math.log1p(Math.exp(-Math.abs(l))) - target.get(i) * l) / n;
      double probability = 1 / (1 + Math.exp(-l));
      ReferenceMatrix.of(gradient).set(i, 0, weight * (probability - target.get(i)) / n);
    }
    ReferenceMatrix.of(loss).set(0, 0, sum);
  }

  @Override
  public void softmax(Matrix logits, Matrix probabilities) {
    var scores = ReferenceMatrix.of(logits);
    var p = ReferenceMatrix.of(probabilities);
    for (int i = 0; i < logits.rows(); i++) {
      LogSoftmax logP = LogSoftmax.of(scores, i);
      for (int c = 0; c < logits.columns(); c++) {
        p.set(i, c, Math.exp(logP.of(scores.get(i, c))));
      }
    }
  }

  @Override
  public void softClassification(
      Matrix logits, Matrix targets, Matrix weight, Matrix loss, Matrix gradient) {
    softmax(logits, gradient);
    var scores = ReferenceMatrix.of(logits);
    var target = ReferenceMatrix.of(targets);
    var slope = ReferenceMatrix.of(gradient);
    double factor = ReferenceMatrix.of(weight).get(0, 0) / logits.rows();
    double sum = 0;
    for (int i = 0; i < logits.rows(); i++) {
      LogSoftmax logP = LogSoftmax.of(scores, i);
      for (int c = 0; c < logits.columns(); c++) {
        sum -= target.get(i, c) * logP.of(scores.get(i, c)) / logits.rows();
        slope.set(i, c, factor * (slope.get(i, c) - target.get(i, c)));
      }
    }
    ReferenceMatrix.of(loss).set(0, 0, sum);
  }

  @Override
  public void sharpen(Matrix probabilities, double temperature, Matrix y) {
    var p = ReferenceMatrix.of(probabilities);
    var out = ReferenceMatrix.of(y);
    for (int i = 0; i < y.rows(); i++) {
      double largest = 0;
      for (int c = 0; c < y.columns(); c++) {
        largest = Math.max(largest, p.get(i, c));
      }
      double sum = 0;
      for (int c = 0; c < y.columns(); c++) {
        out.set(i, c, Math.pow(p.get(i, c) / largest, 1 / temperature));
        sum += out.get(i, c);
      }
      for (int c = 0; c < y.columns(); c++) {
        out.set(i, c, out.get(i, c) / sum);
      }
    }
  }

  /**
   * The logarithms of a row's softmax. The largest score is kept apart: beside one of 1e17 the
   * logarithm of the sum would vanish.
   */
  private record LogSoftmax(double largest, double logSum) {
    static LogSoftmax of(ReferenceMatrix scores, int row) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < scores.columns(); c++) {
        largest = Math.max(largest, scores.get(row, c));
      }
      double sum = 0;
      for (int c = 0; c < scores.columns(); c++) {
        sum += Math.exp(scores.get(row, c) - largest);
      }
      return new LogSoftmax(largest, Math.log(sum));
    }

    double of(double score) {
      return score - largest - logSum;
    }
  }
}
