package dev.earshot.cuda;

/**
 * From what size on which way is taken. NVIDIA's libraries are made for large work; what the engine
 * does is mostly small, and there our own kernels have the shorter way: one launch, bias and ReLU
 * in the store, no descriptors, no workspace. So the rule is by size alone, one number for each
 * kind of work: below it our kernels, from it on the library or the search by products. {@code
 * bench/gpu/run} times both ways over a range of sizes and prints the number that loses least; the
 * ones here are estimates from launch costs and have yet to be set so.
 *
 * @param blas multiplications of a dense product, for cuBLAS
 * @param sparse entries of a sparse matrix, for cuSPARSE
 * @param search distances among which neighbours are looked for, for the product of all pairs
 */
record Thresholds(long blas, long sparse, long search) {
  /** The usual ones, unless {@code -Dearshot.cuda.blasFrom} and the like say otherwise. */
  static Thresholds current() {
    return new Thresholds(
        Long.getLong("earshot.cuda.blasFrom", 1L << 24),
        Long.getLong("earshot.cuda.sparseFrom", 1L << 17),
        Long.getLong("earshot.cuda.searchFrom", 1L << 20));
  }

  @Override
  public String toString() {
    return "cuBLAS from %d multiplications on, cuSPARSE from %d entries, search by products from %d distances"
        .formatted(blas, sparse, search);
  }
}
