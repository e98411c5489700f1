package dev.earshot.cuda;

import dev.earshot.compute.Matrix;
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
 * Products by cuSPARSE's generic SpMM (the algorithm that is deterministic and made for row-major
 * operands), with a plan for each pattern and width that is prepared once.
 */
final class Cusparse implements AutoCloseable {
  static final String LIBRARY = "libcusparse.so.12";

  private static final int ALGORITHM = cusparseSpMMAlg.CUSPARSE_SPMM_CSR_ALG2;
  private static final int AS_IT_IS = cusparseOperation.CUSPARSE_OPERATION_NON_TRANSPOSE;

  private final Workplace workplace;
  private final cusparseHandle handle = new cusparseHandle();
  private final Map<CudaSparseMatrix, List<Plan>> plans = new WeakHashMap<>();

  Cusparse(Workplace workplace) {
    this.workplace = workplace;
    check(JCusparse.cusparseCreate(handle), "cusparseCreate");
    setStream(workplace.stream());
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

  /** What has been prepared for one form of a matrix, as it was then, and one width. */
  private final class Plan {
    private final int version;
    private final boolean transposed;
    private final int width;
    private final cusparseSpMatDescr matrix = new cusparseSpMatDescr();
    private final long workspace;
    private final long workspaceBytes;

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
              Driver.pointer(form.offsets()),
              Driver.pointer(form.indices()),
              Driver.pointer(form.values()),
              cusparseIndexType.CUSPARSE_INDEX_32I,
              cusparseIndexType.CUSPARSE_INDEX_32I,
              cusparseIndexBase.CUSPARSE_INDEX_BASE_ZERO,
              cudaDataType.CUDA_R_32F),
          "cusparseCreateCsr");
      long[] bytes = new long[1];
      try (Dense in = new Dense(x);
          Dense out = new Dense(y)) {
        check(
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
                ALGORITHM,
                bytes),
            "cusparseSpMM_bufferSize");
        workspace = workplace.reserve(this, Math.max(4, bytes[0]));
        workspaceBytes = Math.max(4, bytes[0]);
        workplace.aside(stream -> prepare(stream, in, out));
      }
    }

    /**
     * On a stream of its own: what is prepared while a graph is captured must not be part of it.
     */
    private void prepare(CUstream stream, Dense in, Dense out) {
      setStream(stream);
      try {
        check(
            JCusparse.cusparseSpMM_preprocess(
                handle,
                AS_IT_IS,
                AS_IT_IS,
                scalar(1),
                matrix.asConst(),
                in.descriptor.asConst(),
                scalar(0),
                out.descriptor,
                cudaDataType.CUDA_R_32F,
                ALGORITHM,
                Driver.pointer(workspace)),
            "cusparseSpMM_preprocess");
      } finally {
        setStream(workplace.stream());
      }
    }

    void destroy() {
      check(JCusparse.cusparseDestroySpMat(matrix.asConst()), "cusparseDestroySpMat");
    }
  }

  /** cuSPARSE's view of a dense matrix. */
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

  /** {@code y = A x + beta y}, or with A' in place of A. */
  void multiply(CudaSparseMatrix a, boolean transposed, Matrix x, float beta, Matrix y) {
    Plan plan = plan(a, transposed, x, y);
    workplace.keep(plan);
    int version = plan.version;
    workplace.staleWhen(() -> a.version() != version);
    CudaSparseMatrix.Form form = transposed ? a.transposed() : a.direct();
    workplace.callLibrary(
        () -> multiply(plan, x, beta, y),
        form.in(),
        Region.written(plan.workspace, plan.workspaceBytes),
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
              ALGORITHM,
              Driver.pointer(plan.workspace)),
          "cusparseSpMM");
    }
  }

  private Plan plan(CudaSparseMatrix a, boolean transposed, Matrix x, Matrix y) {
    List<Plan> made = plans.computeIfAbsent(a, key -> new ArrayList<>());
    made.removeIf(plan -> {
      boolean old = plan.version != a.version();
      if (old) {
        plan.destroy();
      }
      return old;
    });
    Optional<Plan> fitting =
        made.stream()
            .filter(plan -> plan.transposed == transposed && plan.width == x.columns())
            .findFirst();
    return fitting.orElseGet(() -> {
      Plan plan = new Plan(a, transposed, x, y);
      made.add(plan);
      return plan;
    });
  }

  @Override
  public void close() {
    plans.values().forEach(made -> made.forEach(Plan::destroy));
    check(JCusparse.cusparseDestroy(handle), "cusparseDestroy");
  }
}
