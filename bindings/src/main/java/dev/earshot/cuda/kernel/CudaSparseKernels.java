package dev.earshot.cuda.kernel;

import dev.earshot.compute.Checks;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.CudaSparseMatrix.PatternRead;
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
      Written<Float> y) {}

  record Reach(
      int rows,
      PatternRead a,
      Read<Integer> mask,
      int changed,
      Written<Integer> reached,
      Written<Integer> others) {}

  static final Kernel<Propagate> PROPAGATE = Kernel.of("propagate", 128, Propagate.class);
  static final Kernel<Reach> REACH = Kernel.of("reach", 256, Reach.class);

  private final StreamContext context;
  private final Libraries libraries;
  private final DenseKernels dense;
  private final CudaAttention attention;
  private final CudaLinks links;

  public CudaSparseKernels(StreamContext context, Libraries libraries, DenseKernels dense) {
    this.context = context;
    this.libraries = libraries;
    this.dense = dense;
    this.attention = new CudaAttention(context);
    this.links = new CudaLinks(context);
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
            CudaMatrix.out(y)));
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
    var pass = new CudaAttention.Pass((CudaSparseMatrix) graph, x, vectors, slope, scores, weights);
    attention.forward(pass, epilogue, y);
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
    var pass = new CudaAttention.Pass((CudaSparseMatrix) graph, x, vectors, slope, scores, weights);
    attention.backward(
        pass,
        gradient,
        new CudaAttention.Target(xBeta, xGradient),
        new CudaAttention.Target(vectorsBeta, vectorsGradient));
  }

  @Override
  public void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others) {
    SparseKernels.checkReach(a, mask, reached, others);
    REACH.forElements(
        context,
        a.rows(),
        new Reach(
            a.rows(),
            ((CudaSparseMatrix) a).direct().pattern(),
            CudaIndices.in(mask),
            changed,
            CudaIndices.out(reached),
            CudaIndices.out(others)));
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
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    int each = SparseKernels.checkJoin(rule, nodes, count, degrees, adjacency);
    links.join(rule, nodes, each, count, degrees, (CudaSparseMatrix) adjacency);
  }
}
