package dev.earshot.compute.reference;

import dev.earshot.compute.Activation;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;

final class ReferenceDenseKernels implements DenseKernels {
  @Override
  public void linear(Matrix x, Matrix w, Epilogue epilogue, Matrix y) {
    var in = ReferenceMatrix.of(x);
    var weights = ReferenceMatrix.of(w);
    var out = ReferenceMatrix.of(y);
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        double sum = 0;
        for (int k = 0; k < x.columns(); k++) {
          sum += in.get(i, k) * weights.get(k, j);
        }
        out.set(i, j, apply(epilogue, sum, j));
      }
    }
  }

  @Override
  public void applyEpilogue(Epilogue epilogue, Matrix y) {
    var out = ReferenceMatrix.of(y);
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        out.set(i, j, apply(epilogue, out.get(i, j), j));
      }
    }
  }

  static double apply(Epilogue epilogue, double z, int column) {
    double biased =
        epilogue.bias().isPresent()
            ? z + ReferenceMatrix.of(epilogue.bias().get()).get(0, column)
            : z;
    return switch (epilogue.activation()) {
      case NONE -> biased;
      case RELU -> Math.max(biased, 0);
    };
  }

  @Override
  public void multiplyTransposedA(Matrix a, Matrix b, double beta, Matrix c) {
    var left = ReferenceMatrix.of(a);
    var right = ReferenceMatrix.of(b);
    var out = ReferenceMatrix.of(c);
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        double sum = 0;
        for (int k = 0; k < a.rows(); k++) {
          sum += left.get(k, i) * right.get(k, j);
        }
        out.update(i, j, sum, beta);
      }
    }
  }

  @Override
  public void multiplyTransposedB(Matrix a, Matrix b, double beta, Matrix c) {
    var left = ReferenceMatrix.of(a);
    var right = ReferenceMatrix.of(b);
    var out = ReferenceMatrix.of(c);
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        double sum = 0;
        for (int k = 0; k < a.columns(); k++) {
          sum += left.get(i, k) * right.get(j, k);
        }
        out.update(i, j, sum, beta);
      }
    }
  }

  @Override
  public void activationBackward(Activation activation, Matrix y, Matrix gradient) {
    if (activation == Activation.NONE) {
      return;
    }
    var out = ReferenceMatrix.of(y);
    var slope = ReferenceMatrix.of(gradient);
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        if (out.get(i, j) <= 0) {
          slope.set(i, j, 0);
        }
      }
    }
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix sums) {
    var in = ReferenceMatrix.of(x);
    var out = ReferenceMatrix.of(sums);
    for (int j = 0; j < x.columns(); j++) {
      double sum = 0;
      for (int i = 0; i < x.rows(); i++) {
        sum += in.get(i, j);
      }
      out.update(0, j, sum, beta);
    }
  }

  @Override
  public void add(double alpha, Matrix x, double beta, Matrix y) {
    var in = ReferenceMatrix.of(x);
    var out = ReferenceMatrix.of(y);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        out.update(i, j, alpha * in.get(i, j), beta);
      }
    }
  }
}
