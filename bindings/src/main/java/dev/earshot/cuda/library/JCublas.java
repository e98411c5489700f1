package dev.earshot.cuda.library;

import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.Driver;
import dev.earshot.cuda.driver.StreamContext;
import jcuda.Pointer;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;

/**
 * cuBLAS 12 through JCuda. cuBLAS takes matrices as column-major, where our c is its transpose, so
 * it computes {@code c' = op(b)' op(a)'}.
 */
final class JCublas implements Blas {
  static final String LIBRARY = "libcublas.so.12";

  private final cublasHandle handle = new cublasHandle();
  private final Pointer one = Pointer.to(new float[] {1});

  JCublas(StreamContext context) {
    check(JCublas2.cublasCreate(handle), "cublasCreate");
    check(JCublas2.cublasSetStream(handle, new cudaStream_t(context.stream())), "cublasSetStream");
    long workspace = context.reserve(this, WORKSPACE_BYTES);
    check(
        JCublas2.cublasSetWorkspace(handle, Driver.pointer(workspace), WORKSPACE_BYTES),
        "cublasSetWorkspace");
  }

  private static void check(int code, String call) {
    if (code != cublasStatus.CUBLAS_STATUS_SUCCESS) {
      throw new CudaException(call + ": " + cublasStatus.stringFor(code));
    }
  }

  @Override
  public String description() {
    int[] version = new int[1];
    check(JCublas2.cublasGetVersion(handle, version), "cublasGetVersion");
    return "cuBLAS " + version[0] + " through JCuda";
  }

  @Override
  public void multiply(Product product, long a, long b, float beta, long c) {
    check(
        JCublas2.cublasSgemm(
            handle,
            operation(product.transposeB()),
            operation(product.transposeA()),
            product.columns(),
            product.rows(),
            product.depth(),
            one,
            Driver.pointer(b),
            product.strideB(),
            Driver.pointer(a),
            product.strideA(),
            Pointer.to(new float[] {beta}),
            Driver.pointer(c),
            product.columns()),
        "cublasSgemm");
  }

  private static int operation(boolean transpose) {
    return transpose ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }

  @Override
  public void close() {
    check(JCublas2.cublasDestroy(handle), "cublasDestroy");
  }
}
