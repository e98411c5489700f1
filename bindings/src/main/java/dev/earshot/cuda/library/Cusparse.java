package dev.earshot.cuda.library;

import dev.earshot.base.Checks;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.Cleanup;
import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Driver;
import dev.earshot.cuda.driver.Handles;
import dev.earshot.cuda.driver.StreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.CUstream;
import jcuda.jcusparse.JCusparse;
import jcuda.jcusparse.cusparseDnMatDescr;
import jcuda.jcusparse.cusparseHandle;
import jcuda.jcusparse.cusparseIndexBase;
import jcuda.jcusparse.cusparseIndexType;
import jcuda.jcusparse.cusparseOperation;
import jcuda.jcusparse.cusparseOrder;
import jcuda.jcusparse.cusparseSpMMAlg;
import jcuda.jcusparse.cusparseSpMatDescr;
import jcuda.jcusparse.cusparseStatus;
import jcuda.runtime.cudaStream_t;

/**
 * Products by cuSPARSE's generic SpMM, with one plan for each matrix, form and width. By cuSPARSE's
 * documentation, algorithm 3 for CSR gives the same bits each time (not yet seen on a device) and
 * runs faster after preprocessing. Where the library does not support it, algorithm 2, made for
 * row-major operands, is used: its bits may differ from run to run, and it needs no preprocessing.
 */
public final class Cusparse implements AutoCloseable {
  static final String LIBRARY = "libcusparse.so.12";

  private static final int REPEATABLE = cusparseSpMMAlg.CUSPARSE_SPMM_CSR_ALG3;
  private static final int FALLBACK = cusparseSpMMAlg.CUSPARSE_SPMM_CSR_ALG2;
  private static final int AS_IT_IS = cusparseOperation.CUSPARSE_OPERATION_NON_TRANSPOSE;

  private final StreamContext context;
  private final cusparseHandle handle = new cusparseHandle();
  private final Map<CudaSparseMatrix, List<Plan>> plans = new WeakHashMap<>();
  private final Handles<cusparseSpMatDescr> descriptors;

  Cusparse(StreamContext context) {
    this.context = context;
    descriptors =
        context.handles(matrix ->
            check(JCusparse.cusparseDestroySpMat(matrix.asConst()), "cusparseDestroySpMat"));
    check(JCusparse.cusparseCreate(handle), "cusparseCreate");
    setStream(context.stream());
  }

  private void setStream(CUstream stream) {
    check(JCusparse.cusparseSetStream(handle, new cudaStream_t(stream)), "cusparseSetStream");
  }

  private static void check(int code, String call) {
    if (code != cusparseStatus.CUSPARSE_STATUS_SUCCESS) {
      throw new CudaException(call + ": " + cusparseStatus.stringFor(code));
    }
  }

  /** The library's version, for reports. */
  String description() {
    int[] version = new int[1];
    check(JCusparse.cusparseGetVersion(handle, version), "cusparseGetVersion");
    return "cuSPARSE " + version[0] + " through JCuda";
  }

  /**
   * What cuSPARSE needs for one form of a matrix at one version, and one width of the dense
   * operand. Holds no reference to the matrix, so that both are collected together.
   */
  private final class Plan {
    private final int version;
    private final boolean transposed;
    private final int width;
    private final cusparseSpMatDescr matrix = new cusparseSpMatDescr();
    private int algorithm = REPEATABLE;
    private Written<Byte> workspace = DeviceRange.noneWritten();

    Plan(CudaSparseMatrix a, boolean transposed, Matrix x, Matrix y) {
      this.version = a.version();
      this.transposed = transposed;
      this.width = x.columns();
      CudaSparseMatrix.Form form = transposed ? a.transposed() : a.direct();
      check(
          JCusparse.cusparseCreateCsr(
              matrix,
              form.rows(),
              transposed ? a.rows() : a.columns(),
              a.nnz(),
              Driver.pointer(form.out().offsets().address()),
              Driver.pointer(form.out().indices().address()),
              Driver.pointer(form.out().values().address()),
              cusparseIndexType.CUSPARSE_INDEX_32I,
              cusparseIndexType.CUSPARSE_INDEX_32I,
              cusparseIndexBase.CUSPARSE_INDEX_BASE_ZERO,
              cudaDataType.CUDA_R_32F),
          "cusparseCreateCsr");
      descriptors.add(this, matrix);
      try (Dense in = new Dense(x);
          Dense out = new Dense(y)) {
        if (!prepare(in, out)) {
          algorithm = FALLBACK;
          Checks.require(prepare(in, out), "cuSPARSE does not support a product of these matrices");
        }
      }
    }

    /** Prepares the plan; returns whether the algorithm is supported. */
    private boolean prepare(Dense in, Dense out) {
      long[] bytes = new long[1];
      int code =
          JCusparse.cusparseSpMM_bufferSize(
              handle,
              AS_IT_IS,
              AS_IT_IS,
              scalar(1),
              matrix.asConst(),
              in.descriptor.asConst(),
              scalar(0),
              out.descriptor,
              cudaDataType.CUDA_R_32F,
              algorithm,
              bytes);
      if (!isSupported(code, "cusparseSpMM_bufferSize")) {
        return false;
      }
      long room = Math.max(4, bytes[0]);
      workspace = new Written<>(context.reserve(this, room), room);
      if (algorithm == FALLBACK) {
        return true;
      }
      int[] prepared = new int[1];
      context.onSideStream(stream -> prepared[0] = preprocess(stream, in, out));
      return isSupported(prepared[0], "cusparseSpMM_preprocess");
    }

    private int preprocess(CUstream stream, Dense in, Dense out) {
      setStream(stream);
      try {
        return JCusparse.cusparseSpMM_preprocess(
            handle,
            AS_IT_IS,
            AS_IT_IS,
            scalar(1),
            matrix.asConst(),
            in.descriptor.asConst(),
            scalar(0),
            out.descriptor,
            cudaDataType.CUDA_R_32F,
            algorithm,
            Driver.pointer(workspace.address()));
      } finally {
        setStream(context.stream());
      }
    }

    private boolean fits(CudaSparseMatrix a, boolean asTransposed, int columns) {
      return version == a.version() && transposed == asTransposed && width == columns;
    }
  }

  private static boolean isSupported(int code, String call) {
    if (code == cusparseStatus.CUSPARSE_STATUS_NOT_SUPPORTED) {
      return false;
    }
    check(code, call);
    return true;
  }

  /** cuSPARSE's descriptor of a dense matrix. */
  private static final class Dense implements AutoCloseable {
    private final cusparseDnMatDescr descriptor = new cusparseDnMatDescr();

    Dense(Matrix matrix) {
      check(
          JCusparse.cusparseCreateDnMat(
              descriptor,
              matrix.rows(),
              matrix.columns(),
              matrix.columns(),
              Driver.pointer(CudaMatrix.address(matrix)),
              cudaDataType.CUDA_R_32F,
              cusparseOrder.CUSPARSE_ORDER_ROW),
          "cusparseCreateDnMat");
    }

    @Override
    public void close() {
      check(JCusparse.cusparseDestroyDnMat(descriptor.asConst()), "cusparseDestroyDnMat");
    }
  }

  private static Pointer scalar(float value) {
    return Pointer.to(new float[] {value});
  }

  /** {@code y = A x + beta y}, or with the transpose of A in place of A. */
  public void multiply(CudaSparseMatrix a, boolean transposed, Matrix x, float beta, Matrix y) {
    Optional<Plan> ready = plan(a, transposed, x.columns());
    if (ready.isEmpty()) {
      if (!context.prepare(() -> makePlan(a, transposed, x, y))) {
        return;
      }
      ready = plan(a, transposed, x.columns());
    }
    Plan plan = ready.orElseThrow();
    context.retain(plan);
    int version = plan.version;
    context.staleWhen(() -> a.version() != version);
    CudaSparseMatrix.Form form = transposed ? a.transposed() : a.direct();
    context.callLibrary(
        () -> multiply(plan, x, beta, y),
        form.in().offsets(),
        form.in().indices(),
        form.in().values(),
        plan.workspace,
        CudaMatrix.in(x),
        CudaMatrix.out(y));
  }

  private void multiply(Plan plan, Matrix x, float beta, Matrix y) {
    try (Dense in = new Dense(x);
        Dense out = new Dense(y)) {
      check(
          JCusparse.cusparseSpMM(
              handle,
              AS_IT_IS,
              AS_IT_IS,
              scalar(1),
              plan.matrix.asConst(),
              in.descriptor.asConst(),
              scalar(beta),
              out.descriptor,
              cudaDataType.CUDA_R_32F,
              plan.algorithm,
              Driver.pointer(plan.workspace.address())),
          "cusparseSpMM");
    }
  }

  private Optional<Plan> plan(CudaSparseMatrix a, boolean transposed, int width) {
    return plans.getOrDefault(a, List.of()).stream()
        .filter(plan -> plan.fits(a, transposed, width))
        .findFirst();
  }

  private void makePlan(CudaSparseMatrix a, boolean transposed, Matrix x, Matrix y) {
    List<Plan> made = plans.computeIfAbsent(a, key -> new ArrayList<>());
    made.removeIf(plan -> {
      boolean old = plan.version != a.version();
      if (old) {
        descriptors.destroy(plan.matrix);
      }
      return old;
    });
    if (plan(a, transposed, x.columns()).isEmpty()) {
      made.add(new Plan(a, transposed, x, y));
    }
  }

  @Override
  public void close() {
    try (Cleanup cleanup = new Cleanup()) {
      cleanup.run(descriptors::close);
      cleanup.run(() -> check(JCusparse.cusparseDestroy(handle), "cusparseDestroy"));
    }
  }
}
