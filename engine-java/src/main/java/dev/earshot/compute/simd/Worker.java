package dev.earshot.compute.simd;

/** One of the threads among which a backend divides large work, with its own scratch memory. */
final class Worker {
  /** The thread's number. The caller's thread is 0. */
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

  /** Scratch memory for at least this many numbers, reused from call to call. */
  double[] numbers(int count) {
    if (numbers.length < count) {
      numbers = new double[count];
    }
    return numbers;
  }

  /** Scratch memory for at least this many bits, reused from call to call. */
  int[] bits(int count) {
    int length = Math.ceilDiv(count, Integer.SIZE);
    if (bits.length < length) {
      bits = new int[length];
    }
    return bits;
  }
}
