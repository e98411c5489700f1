package dev.earshot.cuda.library;

/** Dense products by NVIDIA's cuBLAS, in whichever way this machine offers it. */
public interface Blas extends AutoCloseable {
  /** Bytes of workspace that cuBLAS is given: its own could not be used in captured graphs. */
  long WORKSPACE_BYTES = 32L << 20;

  /** The library, its version and how it is reached, for reports. */
  String description();

  /** {@code c = op(a) op(b) + beta c}; a, b and c are the addresses of the matrices. */
  void multiply(Product product, long a, long b, float beta, long c);

  @Override
  void close();
}
