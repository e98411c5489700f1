package dev.earshot.compute;

import dev.earshot.base.Checks;

/** Checks the arguments of every call of {@link FeatureKernels}, then forwards it. */
final class CheckedFeatureKernels implements FeatureKernels {
  private final FeatureKernels kernels;
  private final CallChecks checks;

  CheckedFeatureKernels(FeatureKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void standardize(Matrix x, Matrix statistics, double bound, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        Checks.require(bound > 0, "bound is %s", bound);
        mapped(x, statistics, y);
      }
      kernels.standardize(x, statistics, bound, y);
    }
  }

  @Override
  public void rank(Matrix x, Matrix statistics, Matrix knots, Matrix quantiles, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        int count = knots.rows();
        Checks.require(
            count >= 1 && count <= MOST_KNOTS, "%s knots, expected 1 to %s", count, MOST_KNOTS);
        CallChecks.shape(knots, count, x.columns(), "knots");
        CallChecks.shape(quantiles, 2, count, "quantiles");
        mapped(x, statistics, y);
        CallChecks.apart(y, "y", knots, "knots");
        CallChecks.apart(y, "y", quantiles, "quantiles");
      }
      kernels.rank(x, statistics, knots, quantiles, y);
    }
  }

  private static void mapped(Matrix x, Matrix statistics, Matrix y) {
    CallChecks.shape(statistics, 4, x.columns(), "statistics");
    CallChecks.sameShape(y, x, "y");
    CallChecks.sameOrApart(y, "y", x, "x");
    CallChecks.apart(y, "y", statistics, "statistics");
  }

  @Override
  public void scaleRows(Matrix x) {
    try (var _ = checks.enter()) {
      kernels.scaleRows(x);
    }
  }
}
