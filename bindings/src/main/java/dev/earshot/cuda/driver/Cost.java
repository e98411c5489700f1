package dev.earshot.cuda.driver;

/**
 * What an operation costs: the bytes that it reads and writes, each once, and the additions,
 * multiplications, divisions and functions of floating-point numbers, each counted as one. How many
 * entries a sparse matrix has is not known before the operation runs, so they are counted apart.
 *
 * @param perEntry bytes for each entry
 * @param flopsPerEntry operations for each entry
 */
public record Cost(double bytes, double flops, double perEntry, double flopsPerEntry) {
  /** The bytes, for a matrix of this many entries. */
  public double bytes(int entries) {
    return bytes + perEntry * entries;
  }

  /** The operations, for a matrix of this many entries. */
  public double flops(int entries) {
    return flops + flopsPerEntry * entries;
  }
}
