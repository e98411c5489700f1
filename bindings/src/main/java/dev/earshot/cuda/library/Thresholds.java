package dev.earshot.cuda.library;

/**
 * The sizes from which on NVIDIA's libraries, or the search by products, are used. The libraries
 * are made for large work. The engine's work is mostly small, and there our own kernels are faster:
 * one launch, bias and ReLU in the store, no descriptors, no workspace. {@code bench/gpu/run} times
 * both over a range of sizes and prints the best threshold. The numbers here are estimates from
 * launch costs; they have not been measured on a GPU yet.
 *
 * @param blas for cuBLAS: multiplications of a dense product
 * @param sparse for cuSPARSE: entries of a sparse matrix
 * @param search for the search by products: distances, that is queries times base rows
 */
public record Thresholds(long blas, long sparse, long search) {
  /** The defaults, or what {@code -Dearshot.cuda.blasFrom} and the like set. */
  public static Thresholds current() {
    return new Thresholds(
        Long.getLong("earshot.cuda.blasFrom", 1L << 24),
        Long.getLong("earshot.cuda.sparseFrom", 1L << 17),
        Long.getLong("earshot.cuda.searchFrom", 1L << 20));
  }

  @Override
  public String toString() {
    return "cuBLAS from %s multiplications on, cuSPARSE from %s entries, search by products from %s distances"
        .formatted(blas, sparse, search);
  }
}
