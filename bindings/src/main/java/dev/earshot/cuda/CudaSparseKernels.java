package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;

/** Products with sparse matrices by the kernel in {@code sparse.cu}. */
final class CudaSparseKernels implements SparseKernels {
  private static final int THREADS = 128;

  /** Rows and columns of the result that a block makes. */
  private static final int BLOCK_ROWS = 4;

  private static final int BLOCK_COLUMNS = 128;

  private final Workplace workplace;

  CudaSparseKernels(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    Checks.shape(x, a.columns(), y.columns(), "x");
    Checks.shape(y, a.rows(), x.columns(), "y");
    Checks.distinct(y, x, "y");
    epilogue.check(y.columns());
    multiply(((CudaSparseMatrix) a).direct(), x, 0, epilogue, y);
  }

  @Override
  public void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c) {
    Checks.shape(b, a.rows(), c.columns(), "b");
    Checks.shape(c, a.columns(), b.columns(), "c");
    Checks.distinct(c, b, "c");
    multiply(((CudaSparseMatrix) a).transposed(), b, (float) beta, Epilogue.NONE, c);
  }

  private void multiply(
      CudaSparseMatrix.Form a, Matrix x, float beta, Epilogue epilogue, Matrix y) {
    workplace.launch(
        "propagate",
        Grid.of(
            Grid.blocks(a.rows(), BLOCK_ROWS), Grid.blocks(y.columns(), BLOCK_COLUMNS), THREADS),
        a.rows(),
        y.columns(),
        a.offsets(),
        a.indices(),
        a.values(),
        CudaMatrix.address(x),
        beta,
        CudaDenseKernels.biasAddress(epilogue),
        CudaDenseKernels.relu(epilogue.activation()),
        CudaMatrix.address(y));
  }
}
