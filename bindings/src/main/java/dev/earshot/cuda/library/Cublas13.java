package dev.earshot.cuda.library;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code libcublas.so.13} that we use, as {@code cublas_v2.h} declares them. Each
 * returns a {@code cublasStatus_t}, 0 for success. Where the library is missing, loading this class
 * fails with a {@link LinkageError}.
 */
final class Cublas13 {
  static final String LIBRARY = "libcublas.so.13";
  private static final int CUBLAS_OP_N = 0;
  private static final int CUBLAS_OP_T = 1;

  private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
  private static final MethodHandle CREATE = function("cublasCreate_v2", ADDRESS);
  private static final MethodHandle DESTROY = function("cublasDestroy_v2", ADDRESS);
  private static final MethodHandle GET_VERSION = function("cublasGetVersion_v2", ADDRESS, ADDRESS);
  private static final MethodHandle SET_STREAM = function("cublasSetStream_v2", ADDRESS, JAVA_LONG);
  private static final MethodHandle SET_WORKSPACE =
      function("cublasSetWorkspace_v2", ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SGEMM =
      function(
          "cublasSgemm_v2",
          ADDRESS,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          JAVA_LONG,
          JAVA_INT);

  private Cublas13() {}

  private static MethodHandle function(String name, MemoryLayout... parameters) {
    return Linker.nativeLinker()
        .downcallHandle(SYMBOLS.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters));
  }

  private static int failed(Throwable problem) {
    throw new IllegalStateException("a call of " + LIBRARY + " could not be made", problem);
  }

  /** {@code cublasCreate_v2(cublasHandle_t *handle)}. */
  static int create(MemorySegment handle) {
    try {
      return (int) CREATE.invokeExact(handle);
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** {@code cublasDestroy_v2(cublasHandle_t handle)}. */
  static int destroy(MemorySegment handle) {
    try {
      return (int) DESTROY.invokeExact(handle);
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** {@code cublasGetVersion_v2(cublasHandle_t handle, int *version)}. */
  static int getVersion(MemorySegment handle, MemorySegment version) {
    try {
      return (int) GET_VERSION.invokeExact(handle, version);
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** {@code cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream)}. */
  static int setStream(MemorySegment handle, long stream) {
    try {
      return (int) SET_STREAM.invokeExact(handle, stream);
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** {@code cublasSetWorkspace_v2(cublasHandle_t handle, void *workspace, size_t bytes)}. */
  static int setWorkspace(MemorySegment handle, long workspace, long bytes) {
    try {
      return (int) SET_WORKSPACE.invokeExact(handle, workspace, bytes);
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /**
   * An operand of a product.
   *
   * @param address of a column-major matrix on the device
   * @param leading its leading dimension
   */
  record Operand(long address, boolean transposed, int leading) {
    private int operation() {
      return transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
    }
  }

  /** Pointers to alpha and beta in {@code c = alpha op(a) op(b) + beta c}. */
  record Factors(MemorySegment alpha, MemorySegment beta) {}

  /** A column-major result, rows x columns, without gaps. */
  record Result(long address, int rows, int columns) {}

  /**
   * {@code cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t
   * transb, int m, int n, int k, const float *alpha, const float *A, int lda, const float *B, int
   * ldb, const float *beta, float *C, int ldc)}.
   */
  static int sgemm(
      MemorySegment handle, Operand a, Operand b, int depth, Factors factors, Result c) {
    try {
      return (int)
          SGEMM.invokeExact(
              handle,
              a.operation(),
              b.operation(),
              c.rows,
              c.columns,
              depth,
              factors.alpha,
              a.address,
              a.leading,
              b.address,
              b.leading,
              factors.beta,
              c.address,
              c.rows);
    } catch (Throwable e) {
      return failed(e);
    }
  }
}
