package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;
import java.util.Optional;

/** Products with sparse matrices by the kernel in {@code sparse.cu}, or by cuSPARSE. */
final class CudaSparseKernels implements SparseKernels {
  private static final int THREADS = 128;
  private static final int REACH_THREADS = 256;

  /** Rows and columns of the result that a block makes. */
  private static final int BLOCK_ROWS = 4;

  private static final int BLOCK_COLUMNS = 128;

  private final Workplace workplace;
  private final Libraries libraries;
  private final DenseKernels dense;
  private final CudaAttention attention;
  private final CudaLinks links;

  CudaSparseKernels(Workplace workplace, Libraries libraries, DenseKernels dense) {
    this.workplace = workplace;
    this.libraries = libraries;
    this.dense = dense;
    this.attention = new CudaAttention(workplace);
    this.links = new CudaLinks(workplace);
  }

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    Checks.shape(x, a.columns(), y.columns(), "x");
    Checks.shape(y, a.rows(), x.columns(), "y");
    Checks.distinct(y, x, "y");
    epilogue.check(y.columns());
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
    Checks.shape(b, a.rows(), c.columns(), "b");
    Checks.shape(c, a.columns(), b.columns(), "c");
    Checks.distinct(c, b, "c");
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
  public void attend(
      SparseMatrix graph,
      Matrix x,
      Matrix vectors,
      double slope,
      Epilogue epilogue,
      Matrix scores,
      Matrix weights,
      Matrix y) {
    SparseKernels.checkAttention(graph, x, vectors, scores, weights);
    Checks.sameShape(y, x, "y");
    Checks.distinct(y, x, "y");
    epilogue.check(y.columns());
    attention.forward((CudaSparseMatrix) graph, x, vectors, slope, epilogue, scores, weights, y);
  }

  @Override
  public void attendBackward(
      SparseMatrix graph,
      Matrix x,
      Matrix vectors,
      double slope,
      Matrix scores,
      Matrix weights,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    SparseKernels.checkAttentionBackward(
        graph, x, vectors, scores, weights, gradient, xGradient, vectorsGradient);
    attention.backward(
        (CudaSparseMatrix) graph,
        x,
        vectors,
        slope,
        scores,
        weights,
        gradient,
        xBeta,
        xGradient,
        vectorsBeta,
        vectorsGradient);
  }

  @Override
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    SparseKernels.checkLink(rule, nearest, blindNearest, farthest, adjacency);
    links.link(rule, nearest, blindNearest, farthest, blindChoice, (CudaSparseMatrix) adjacency);
  }

  @Override
  public void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others) {
    SparseKernels.checkReach(a, mask, reached, others);
    CudaSparseMatrix.Form rows = ((CudaSparseMatrix) a).direct();
    workplace.launch(
        "reach",
        Grid.over(a.rows(), REACH_THREADS),
        rows.rows(),
        rows.in(),
        rows.indices(),
        CudaIndices.in(mask),
        changed,
        CudaIndices.out(reached),
        CudaIndices.out(others));
  }

  @Override
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    int each = SparseKernels.checkJoin(rule, nodes, count, degrees, adjacency);
    links.join(rule, nodes, each, count, degrees, (CudaSparseMatrix) adjacency);
  }
}
