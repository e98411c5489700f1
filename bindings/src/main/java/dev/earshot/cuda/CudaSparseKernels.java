package dev.earshot.cuda;

import dev.earshot.compute.Attention;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;
import java.util.Optional;

/** Products with sparse matrices by the kernel in {@code sparse.cu}, or by cuSPARSE. */
final class CudaSparseKernels implements SparseKernels {
  private static final int THREADS = 128;

  /** Rows and columns of the result that a block makes. */
  private static final int BLOCK_ROWS = 4;

  private static final int BLOCK_COLUMNS = 128;

  private final Workplace workplace;
  private final Libraries libraries;
  private final DenseKernels dense;
  private final CudaAttention attention;

  CudaSparseKernels(Workplace workplace, Libraries libraries, DenseKernels dense) {
    this.workplace = workplace;
    this.libraries = libraries;
    this.dense = dense;
    this.attention = new CudaAttention(workplace);
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
    workplace.launch(
        "propagate",
        Grid.of(
            Grid.blocks(a.rows(), BLOCK_ROWS), Grid.blocks(y.columns(), BLOCK_COLUMNS), THREADS),
        a.rows(),
        y.columns(),
        a.in(),
        a.indices(),
        a.values(),
        CudaMatrix.in(x),
        beta,
        CudaDenseKernels.bias(epilogue),
        CudaDenseKernels.relu(epilogue.activation()),
        CudaMatrix.out(y));
  }

  @Override
  public void attend(Attention graphAttention, Epilogue epilogue, Matrix y) {
    attention.forward(graphAttention, epilogue, y);
  }

  @Override
  public void attendBackward(
      Attention graphAttention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    attention.backward(graphAttention, gradient, xBeta, xGradient, vectorsBeta, vectorsGradient);
  }
}
