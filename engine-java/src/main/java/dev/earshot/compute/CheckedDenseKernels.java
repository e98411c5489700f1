package dev.earshot.compute;

/** Checks the arguments of every call of {@link DenseKernels}, then forwards it. */
final class CheckedDenseKernels implements DenseKernels {
  private final DenseKernels kernels;
  private final CallChecks checks;

  CheckedDenseKernels(DenseKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void linear(Matrix x, Matrix w, Epilogue epilogue, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(w, x.columns(), y.columns(), "w");
        CallChecks.shape(y, x.rows(), w.columns(), "y");
        CallChecks.apart(y, "y", x, "x");
        CallChecks.apart(y, "y", w, "w");
        CallChecks.epilogue(epilogue, y);
      }
      kernels.linear(x, w, epilogue, y);
    }
  }

  @Override
  public void applyEpilogue(Epilogue epilogue, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.epilogue(epilogue, y);
      }
      kernels.applyEpilogue(epilogue, y);
    }
  }

  @Override
  public void multiplyTransposedA(Matrix a, Matrix b, double beta, Matrix c) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(b, a.rows(), c.columns(), "b");
        CallChecks.shape(c, a.columns(), b.columns(), "c");
        CallChecks.apart(c, "c", a, "a");
        CallChecks.apart(c, "c", b, "b");
      }
      kernels.multiplyTransposedA(a, b, beta, c);
    }
  }

  @Override
  public void multiplyTransposedB(Matrix a, Matrix b, double beta, Matrix c) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(b, c.columns(), a.columns(), "b");
        CallChecks.shape(c, a.rows(), b.rows(), "c");
        CallChecks.apart(c, "c", a, "a");
        CallChecks.apart(c, "c", b, "b");
      }
      kernels.multiplyTransposedB(a, b, beta, c);
    }
  }

  @Override
  public void activationBackward(Activation activation, Matrix y, Matrix gradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(gradient, y, "gradient");
        CallChecks.apart(gradient, "gradient", y, "y");
      }
      kernels.activationBackward(activation, y, gradient);
    }
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix sums) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(sums, 1, x.columns(), "sums");
        CallChecks.apart(sums, "sums", x, "x");
      }
      kernels.columnSums(x, beta, sums);
    }
  }

  @Override
  public void epilogueBackward(
      Activation activation, Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(gradient, y, "gradient");
        CallChecks.shape(biasGradient, 1, y.columns(), "biasGradient");
        CallChecks.apart(gradient, "gradient", y, "y");
        CallChecks.apart(biasGradient, "biasGradient", y, "y");
        CallChecks.apart(biasGradient, "biasGradient", gradient, "gradient");
      }
      kernels.epilogueBackward(activation, y, gradient, beta, biasGradient);
    }
  }

  @Override
  public void elu(Matrix x, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(y, x, "y");
        CallChecks.apart(y, "y", x, "x");
      }
      kernels.elu(x, y);
    }
  }

  @Override
  public void eluBackward(Matrix y, Matrix gradient, double beta, Matrix xGradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(gradient, y, "gradient");
        CallChecks.sameShape(xGradient, y, "xGradient");
        CallChecks.apart(xGradient, "xGradient", y, "y");
        CallChecks.apart(xGradient, "xGradient", gradient, "gradient");
      }
      kernels.eluBackward(y, gradient, beta, xGradient);
    }
  }

  @Override
  public void normalizeColumns(
      Matrix x, Matrix scale, Matrix shift, Matrix moments, Activation activation, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(scale, 1, x.columns(), "scale");
        CallChecks.shape(shift, 1, x.columns(), "shift");
        CallChecks.shape(moments, 2, x.columns(), "moments");
        CallChecks.sameShape(y, x, "y");
        CallChecks.apart(y, "y", x, "x");
        CallChecks.apart(y, "y", scale, "scale");
        CallChecks.apart(y, "y", shift, "shift");
        CallChecks.apart(moments, "moments", x, "x");
        CallChecks.apart(moments, "moments", y, "y");
      }
      kernels.normalizeColumns(x, scale, shift, moments, activation, y);
    }
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
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(scale, 1, x.columns(), "scale");
        CallChecks.shape(moments, 2, x.columns(), "moments");
        CallChecks.sameShape(gradient, x, "gradient");
        CallChecks.sameShape(xGradient, x, "xGradient");
        CallChecks.sameShape(affineGradient, moments, "affineGradient");
        CallChecks.apart(xGradient, "xGradient", x, "x");
        CallChecks.apart(xGradient, "xGradient", gradient, "gradient");
        CallChecks.apart(affineGradient, "affineGradient", gradient, "gradient");
        CallChecks.apart(affineGradient, "affineGradient", xGradient, "xGradient");
      }
      kernels.normalizeColumnsBackward(
          x, scale, moments, gradient, beta, xGradient, affineGradient);
    }
  }

  @Override
  public void add(double alpha, Matrix x, double beta, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(y, x, "y");
        CallChecks.sameOrApart(y, "y", x, "x");
      }
      kernels.add(alpha, x, beta, y);
    }
  }
}
