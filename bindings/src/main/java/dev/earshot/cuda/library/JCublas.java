package dev.earshot.cuda;

import jcuda.Pointer;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;

/**
 * cuBLAS 12 through JCuda. cuBLAS reads column by column, so it is asked for {@code c' = op(b)'
 * op(a)'}.
 */
final class JCublas implements Blas {
  static final String LIBRARY = "libcublas.so.12";

  private final cublasHandle handle = new cublasHandle();
  private final Pointer one = Pointer.to(new float[] {1});

  JCublas(Workplace workplace) {
    check(JCublas2.cublasCreate(handle), "cublasCreate");
    check(
        JCublas2.cublasSetStream(handle, new cudaStream_t(workplace.stream())), "cublasSetStream");
    long workspace = workplace.reserve(this, WORKSPACE_BYTES);
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
