package dev.earshot.compute.reference;

import dev.earshot.compute.Activation;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.Optional;

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
  public void elu(Matrix x, Matrix y) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        double value = ReferenceMatrix.of(x).get(i, j);
        ReferenceMatrix.of(y).set(i, j, value > 0 ? value : Math.expm1(value));
      }
    }
  }

  @Override
  public void eluBackward(Matrix y, Matrix gradient, double beta, Matrix xGradient) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        double value = ReferenceMatrix.of(y).get(i, j);
        double slope = ReferenceMatrix.of(gradient).get(i, j) * (value > 0 ? 1 : value + 1);
        ReferenceMatrix.of(xGradient).update(i, j, slope, beta);
      }
    }
  }

  @Override
  public void normalizeColumns(
      Matrix x, Matrix scale, Matrix shift, Matrix moments, Activation activation, Matrix y) {
    var in = ReferenceMatrix.of(x);
    for (int j = 0; j < x.columns(); j++) {
      double mean = 0;
      for (int i = 0; i < x.rows(); i++) {
        mean += in.get(i, j) / x.rows();
      }
      double variance = 0;
      for (int i = 0; i < x.rows(); i++) {
        variance += (in.get(i, j) - mean) * (in.get(i, j) - mean) / x.rows();
      }
      double inverse = 1 / Math.sqrt(variance + 1e-5);
      ReferenceMatrix.of(moments).set(0, j, mean);
      ReferenceMatrix.of(moments).set(1, j, inverse);
      double factor = ReferenceMatrix.of(scale).get(0, j);
      double term = ReferenceMatrix.of(shift).get(0, j);
      for (int i = 0; i < x.rows(); i++) {
        ReferenceMatrix.of(y).set(i, j, factor * (in.get(i, j) - mean) * inverse + term);
      }
    }
    applyEpilogue(new Epilogue(Optional.empty(), activation), y);
  }

  @Override
  public void normalizeColumnsBackward(
      Matrix x,
      Matrix scale,
      Matrix moments,
      Matrix gradient,
      double beta,
      Matrix xGradient,
      Matrix affineGradient) {
    var in = ReferenceMatrix.of(x);
    var slope = ReferenceMatrix.of(gradient);
    int n = x.rows();
    for (int j = 0; j < x.columns(); j++) {
      double mean = ReferenceMatrix.of(moments).get(0, j);
      double inverse = ReferenceMatrix.of(moments).get(1, j);
      double byScale = 0;
      double byShift = 0;
      for (int i = 0; i < n; i++) {
        byScale += slope.get(i, j) * (in.get(i, j) - mean) * inverse;
        byShift += slope.get(i, j);
      }
      ReferenceMatrix.of(affineGradient).set(0, j, byScale);
      ReferenceMatrix.of(affineGradient).set(1, j, byShift);
      double factor = ReferenceMatrix.of(scale).get(0, j) * inverse;
      for (int i = 0; i < n; i++) {
        double h = (in.get(i, j) - mean) * inverse;
        double value = factor * (slope.get(i, j) - byShift / n - h * byScale / n);
        ReferenceMatrix.of(xGradient).update(i, j, value, beta);
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
