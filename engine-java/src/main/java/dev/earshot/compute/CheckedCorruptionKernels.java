package dev.earshot.compute;

import dev.earshot.base.Checks;

/** Checks the arguments of every call of {@link CorruptionKernels}, then forwards it. */
final class CheckedCorruptionKernels implements CorruptionKernels {
  private final CorruptionKernels kernels;
  private final CallChecks checks;

  CheckedCorruptionKernels(CorruptionKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void gatherRows(Matrix x, Indices rows, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(y, rows.length(), x.columns(), "y");
        CallChecks.apart(y, "y", x, "x");
      }
      kernels.gatherRows(x, rows, y);
    }
  }

  @Override
  public void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(x, rows.length(), y.columns(), "x");
        CallChecks.apart(y, "y", x, "x");
      }
      kernels.scatterAddRows(x, rows, beta, y);
    }
  }

  @Override
  public void noise(Matrix x, double variance, RandomSource random, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        inPlace(x, 0, y);
      }
      kernels.noise(x, variance, random, y);
    }
  }

  @Override
  public void drawRows(RandomSource random, Indices rows, Indices mask) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        drawn(rows.length(), mask);
        apartFromStep(rows, "rows", random);
        apartFromStep(mask, "mask", random);
        CallChecks.apart(mask, "mask", rows, "rows");
      }
      kernels.drawRows(random, rows, mask);
    }
  }

  @Override
  public void maskRows(Matrix x, Indices mask, double beta, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.length(mask, x.rows(), "mask");
        inPlace(x, beta, y);
      }
      kernels.maskRows(x, mask, beta, y);
    }
  }

  @Override
  public void maskColumns(Matrix x, Indices mask, double beta, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.length(mask, x.columns(), "mask");
        inPlace(x, beta, y);
      }
      kernels.maskColumns(x, mask, beta, y);
    }
  }

  @Override
  public void drawPermutation(int count, RandomSource random, Indices source, Indices own) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        drawn(count, source);
        CallChecks.length(own, source.length(), "own");
        apartFromStep(source, "source", random);
        apartFromStep(own, "own", random);
        CallChecks.apart(own, "own", source, "source");
      }
      kernels.drawPermutation(count, random, source, own);
    }
  }

  @Override
  public void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        Checks.require(rate >= 0 && rate < 1, "dropout rate must be in [0, 1): %s", rate);
        inPlace(x, beta, y);
      }
      kernels.dropout(x, rate, random, beta, y);
    }
  }

  @Override
  public void dropEntries(SparseMatrix x, double rate, RandomSource random, SparseMatrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        Checks.require(rate >= 0 && rate < 1, "dropout rate must be in [0, 1): %s", rate);
        Checks.require(
            x != y && x.rows() == y.rows() && x.columns() == y.columns() && x.nnz() == y.nnz(),
            "y is %s x %s with %s entries: expected another matrix with the places of x",
            y.rows(),
            y.columns(),
            y.nnz());
      }
      kernels.dropEntries(x, rate, random, y);
    }
  }

  @Override
  public void mixRows(Matrix x, Indices rows, RandomSource random, double beta, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.length(rows, x.rows(), "rows");
        CallChecks.sameShape(y, x, "y");
        CallChecks.apart(y, "y", x, "x");
      }
      kernels.mixRows(x, rows, random, beta, y);
    }
  }

  /** Requires two matrices of the same shape. They may be the same matrix if beta is 0. */
  private static void inPlace(Matrix x, double beta, Matrix y) {
    CallChecks.sameShape(y, x, "y");
    if (beta == 0) {
      CallChecks.sameOrApart(y, "y", x, "x");
    } else {
      CallChecks.apart(y, "y", x, "x");
    }
  }

  private static void drawn(int count, Indices rows) {
    Checks.require(
        count >= 0 && count <= rows.length(), "cannot draw %s of %s rows", count, rows.length());
  }

  private static void apartFromStep(Indices output, String name, RandomSource random) {
    CallChecks.apart(output, name, random.step(), "the step number");
  }
}
