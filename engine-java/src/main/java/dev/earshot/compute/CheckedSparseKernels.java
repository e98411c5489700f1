package dev.earshot.compute;

import dev.earshot.base.Checks;

/** Checks the arguments of every call of {@link SparseKernels}, then forwards it. */
final class CheckedSparseKernels implements SparseKernels {
  private final SparseKernels kernels;
  private final CallChecks checks;

  CheckedSparseKernels(SparseKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(x, a.columns(), y.columns(), "x");
        CallChecks.shape(y, a.rows(), x.columns(), "y");
        CallChecks.apart(y, "y", x, "x");
        CallChecks.epilogue(epilogue, y);
      }
      kernels.propagate(a, x, epilogue, y);
    }
  }

  @Override
  public void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(b, a.rows(), c.columns(), "b");
        CallChecks.shape(c, a.columns(), b.columns(), "c");
        CallChecks.apart(c, "c", b, "b");
      }
      kernels.propagateTransposed(a, b, beta, c);
    }
  }

  @Override
  public void attend(Attention attention, Epilogue epilogue, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        shapes(attention);
        CallChecks.sameShape(y, attention.x(), "y");
        CallChecks.epilogue(epilogue, y);
        apart(attention.scores(), "scores", attention);
        apart(attention.weights(), "weights", attention);
        apart(y, "y", attention);
        CallChecks.apart(attention.scores(), "scores", attention.weights(), "weights");
        CallChecks.apart(y, "y", attention.scores(), "scores");
        CallChecks.apart(y, "y", attention.weights(), "weights");
      }
      kernels.attend(attention, epilogue, y);
    }
  }

  @Override
  public void attendBackward(
      Attention attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        shapes(attention);
        CallChecks.sameShape(gradient, attention.x(), "gradient");
        CallChecks.sameShape(xGradient, attention.x(), "xGradient");
        CallChecks.sameShape(vectorsGradient, attention.vectors(), "vectorsGradient");
        writtenBackward(xGradient, "xGradient", attention, gradient);
        writtenBackward(vectorsGradient, "vectorsGradient", attention, gradient);
        CallChecks.apart(xGradient, "xGradient", vectorsGradient, "vectorsGradient");
      }
      kernels.attendBackward(attention, gradient, xBeta, xGradient, vectorsBeta, vectorsGradient);
    }
  }

  private static void shapes(Attention attention) {
    SparseMatrix graph = attention.graph();
    Matrix x = attention.x();
    int heads = attention.heads();
    Checks.require(
        graph.rows() == graph.columns(), "graph is %s x %s", graph.rows(), graph.columns());
    Checks.require(
        heads >= 1 && x.columns() % heads == 0, "%s columns for %s heads", x.columns(), heads);
    CallChecks.shape(x, graph.rows(), x.columns(), "x");
    CallChecks.shape(attention.vectors(), 2, x.columns(), "vectors");
    CallChecks.shape(attention.scores(), graph.rows(), 2 * heads, "scores");
    CallChecks.shape(attention.weights(), graph.capacity(), heads, "weights");
    attention
        .factors()
        .ifPresent(factors -> CallChecks.sameShape(factors, attention.weights(), "factors"));
  }

  private static void apart(Matrix output, String name, Attention attention) {
    CallChecks.apart(output, name, attention.x(), "x");
    CallChecks.apart(output, name, attention.vectors(), "vectors");
    attention.factors().ifPresent(factors -> CallChecks.apart(output, name, factors, "factors"));
  }

  private static void writtenBackward(
      Matrix output, String name, Attention attention, Matrix gradient) {
    apart(output, name, attention);
    CallChecks.apart(output, name, attention.scores(), "scores");
    CallChecks.apart(output, name, attention.weights(), "weights");
    CallChecks.apart(output, name, gradient, "gradient");
  }
}
