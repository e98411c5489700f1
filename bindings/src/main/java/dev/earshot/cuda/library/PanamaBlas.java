package dev.earshot.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * cuBLAS 13 through Java's own foreign functions, for machines that have nothing older: JCuda stops
 * at 12. Asks as {@link JCublas} does.
 */
final class PanamaBlas implements Blas {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1);
  private final MemorySegment factor = arena.allocate(ValueLayout.JAVA_FLOAT);
  private final MemorySegment handle;

  PanamaBlas(Workplace workplace) {
    MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
    check(Cublas13.create(place), "cublasCreate");
    handle = place.get(ValueLayout.ADDRESS, 0);
    check(Cublas13.setStream(handle, Driver.handle(workplace.stream())), "cublasSetStream");
    long workspace = workplace.reserve(this, WORKSPACE_BYTES);
    check(Cublas13.setWorkspace(handle, workspace, WORKSPACE_BYTES), "cublasSetWorkspace");
  }

  private static void check(int code, String call) {
    if (code != 0) {
      throw new CudaException(call + " of " + Cublas13.LIBRARY + ": " + name(code));
    }
  }

  private static String name(int code) {
    return switch (code) {
      case 1 -> "CUBLAS_STATUS_NOT_INITIALIZED";
      case 3 -> "CUBLAS_STATUS_ALLOC_FAILED";
      case 7 -> "CUBLAS_STATUS_INVALID_VALUE";
      case 8 -> "CUBLAS_STATUS_ARCH_MISMATCH";
      case 13 -> "CUBLAS_STATUS_EXECUTION_FAILED";
      case 14 -> "CUBLAS_STATUS_INTERNAL_ERROR";
      case 15 -> "CUBLAS_STATUS_NOT_SUPPORTED";
      default -> "status " + code;
    };
  }

  @Override
  public String description() {
    MemorySegment version = arena.allocate(ValueLayout.JAVA_INT);
    check(Cublas13.getVersion(handle, version), "cublasGetVersion");
    return "cuBLAS " + version.get(ValueLayout.JAVA_INT, 0) + " through Java's foreign functions";
  }

  @Override
  public void multiply(Product product, long a, long b, float beta, long c) {
    factor.set(ValueLayout.JAVA_FLOAT, 0, beta);
    check(
        Cublas13.sgemm(
            handle,
            operation(product.transposeB()),
            operation(product.transposeA()),
            product.columns(),
            product.rows(),
            product.depth(),
            one,
            b,
            product.strideB(),
            a,
            product.strideA(),
            factor,
            c,
            product.columns()),
        "cublasSgemm");
  }

  private static int operation(boolean transpose) {
    return transpose ? Cublas13.CUBLAS_OP_T : Cublas13.CUBLAS_OP_N;
  }

  @Override
  public void close() {
    check(Cublas13.destroy(handle), "cublasDestroy");
    arena.close();
  }
}
