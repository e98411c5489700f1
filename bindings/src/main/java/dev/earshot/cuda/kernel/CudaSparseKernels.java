package dev.earshot.cuda.kernel;

import dev.earshot.compute.Attention;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.library.Cusparse;
import dev.earshot.cuda.library.Libraries;
import java.util.Optional;

/** Products with sparse matrices by {@code sparse.cu}, large fixed ones by cuSPARSE. */
public final class CudaSparseKernels implements SparseKernels {
  /** The columns that a block of {@link #PROPAGATE} makes; a warp makes a row of them. */
  @KernelConstant("kPropagateColumns")
  static final int PROPAGATE_COLUMNS = 128;

  record Propagate(
      int rows,
      int columns,
      CsrRead a,
      Read<Float> x,
      float beta,
      EpilogueArguments epilogue,
      Read<Float> passed,
      Written<Float> y) {}

  static final Kernel<Propagate> PROPAGATE = Kernel.of("propagate", 128, Propagate.class);

  private final StreamContext context;
  private final Libraries libraries;
  private final DenseKernels dense;
  private final CudaAttention attention;

  public CudaSparseKernels(StreamContext context, Libraries libraries, DenseKernels dense) {
    this.context = context;
    this.libraries = libraries;
    this.dense = dense;
    this.attention = new CudaAttention(context);
  }

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    CudaSparseMatrix matrix = (CudaSparseMatrix) a;
    Optional<Cusparse> library = libraries.sparseFor(matrix);
    if (library.isPresent()) {
      library.get().multiply(matrix, false, x, 0, y);
      dense.applyEpilogue(epilogue, y);
    } else {
      multiply(matrix.direct(), x, 0, epilogue, y);
    }
  }

  @Override
  public void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c) {
    CudaSparseMatrix matrix = (CudaSparseMatrix) a;
    Optional<Cusparse> library = libraries.sparseFor(matrix);
    if (library.isPresent()) {
      library.get().multiply(matrix, true, b, (float) beta, c);
    } else {
      multiply(matrix.transposed(), b, (float) beta, Epilogue.NONE, c);
    }
  }

  private void multiply(
      CudaSparseMatrix.Form a, Matrix x, float beta, Epilogue epilogue, Matrix y) {
    ReluGradient with =
        passed ->
            PROPAGATE.launch(
                context,
                PROPAGATE.blocksForRows(a.rows()),
                Grid.blocks(y.columns(), PROPAGATE_COLUMNS),
                new Propagate(
                    a.rows(),
                    y.columns(),
                    a.in(),
                    CudaMatrix.in(x),
                    beta,
                    EpilogueArguments.of(epilogue),
                    passed,
                    CudaMatrix.out(y)));
    with.launch(DeviceRange.noneRead());
    if (beta == 0 && epilogue.equals(Epilogue.NONE)) {
      var origin = new Propagated(a.in(), CudaMatrix.in(x));
      context.tellOrigin(CudaMatrix.in(y), origin.sources(), origin);
      context.tellOrigin(CudaMatrix.in(y), origin.sources(), with);
    }
  }

  @Override
  public void attend(Attention pass, Epilogue epilogue, Matrix y) {
    attention.forward(pass, epilogue, y);
  }

  @Override
  public void attendBackward(
      Attention pass,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    attention.backward(
        pass,
        gradient,
        new CudaAttention.Target(xBeta, xGradient),
        new CudaAttention.Target(vectorsBeta, vectorsGradient));
  }
}
