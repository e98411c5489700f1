package dev.earshot.cuda.library;

import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.Driver;
import dev.earshot.cuda.driver.StreamContext;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * cuBLAS 13 through Java's foreign functions, for machines without cuBLAS 12, the last that JCuda
 * reaches. Transposes products as {@link JCublas} does.
 */
final class PanamaBlas implements Blas {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1);
  private final MemorySegment factor = arena.allocate(ValueLayout.JAVA_FLOAT);
  private final MemorySegment handle;

  PanamaBlas(StreamContext context) {
    MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
    check(Cublas13.create(place), "cublasCreate");
    handle = place.get(ValueLayout.ADDRESS, 0);
    check(Cublas13.setStream(handle, Driver.handle(context.stream())), "cublasSetStream");
    long workspace = context.reserve(this, WORKSPACE_BYTES);
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
            new Cublas13.Operand(b, product.transposeB(), product.strideB()),
            new Cublas13.Operand(a, product.transposeA(), product.strideA()),
            product.depth(),
            new Cublas13.Factors(one, factor),
            new Cublas13.Result(c, product.columns(), product.rows())),
        "cublasSgemm");
  }

  @Override
  public void close() {
    check(Cublas13.destroy(handle), "cublasDestroy");
    arena.close();
  }
}
