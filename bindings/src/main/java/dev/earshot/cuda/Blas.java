package dev.earshot.cuda;

/** Dense products by NVIDIA's cuBLAS, in whichever way this machine offers it. */
interface Blas extends AutoCloseable {
  /** Which library, with its version, for reports. */
  String description();

  /** {@code c = op(a) op(b) + beta c}; addresses of row-major floats without gaps. */
  void multiply(Product product, long a, long b, float beta, long c);

  @Override
  void close();
}
