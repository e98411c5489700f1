package dev.earshot.compute.simd;

/** One of the threads that share a backend's large work, with scratch memory of its own. */
final class Worker {
  /** Counted from 0, the caller's thread. */
  final int number;

  final VectorOps ops;
  final Gemm gemm;
  final SparseProduct sparseProduct = new SparseProduct();
  private double[] numbers = {};
  private int[] bits = {};

  Worker(int number, VectorOps ops) {
    this.number = number;
    this.ops = ops;
    gemm = new Gemm(ops);
  }

  /** Room for at least so many numbers, kept from call to call. */
  double[] numbers(int count) {
    if (numbers.length < count) {
      numbers = new double[count];
    }
    return numbers;
  }

  /** Room for at least so many bits, kept from call to call. */
  int[] bits(int count) {
    int length = Math.ceilDiv(count, Integer.SIZE);
    if (bits.length < length) {
      bits = new int[length];
    }
    return bits;
  }
}
