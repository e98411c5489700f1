package dev.earshot.cuda;

/** Dense products by NVIDIA's cuBLAS, in whichever way this machine offers it. */
interface Blas extends AutoCloseable {
  /** Memory that cuBLAS may use; given to it so that products can be recorded in graphs. */
  long WORKSPACE_BYTES = 32L << 20;

  /** Which library, with its version and the way to it, for reports. */
  String description();

  /** {@code c = op(a) op(b) + beta c}; addresses of row-major floats without gaps. */
  void multiply(Product product, long a, long b, float beta, long c);

  @Override
  void close();
}
