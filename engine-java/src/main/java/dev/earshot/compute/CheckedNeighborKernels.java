package dev.earshot.compute;

/** Checks the arguments of every call of {@link NeighborKernels}, then forwards it. */
final class CheckedNeighborKernels implements NeighborKernels {
  private final NeighborKernels kernels;
  private final CallChecks checks;

  CheckedNeighborKernels(NeighborKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        int n = x.rows();
        CallChecks.length(labels, n, "labels");
        CallChecks.length(nearest, n * q, "nearest");
        CallChecks.length(farthest, n, "farthest");
        CallChecks.apart(nearest, "nearest", labels, "labels");
        CallChecks.apart(farthest, "farthest", labels, "labels");
        CallChecks.apart(farthest, "farthest", nearest, "nearest");
      }
      kernels.neighbors(x, labels, q, nearest, farthest);
    }
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(queries, queries.rows(), base.columns(), "queries");
        CallChecks.length(nearest, queries.rows() * k, "nearest");
      }
      kernels.kNearest(queries, base, k, nearest);
    }
  }
}
