package dev.earshot.cuda.kernel;

import dev.earshot.compute.Attention;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.Cost;
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
import java.util.ArrayList;
import java.util.List;
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
      Moved.Moves moves,
      float beta,
      EpilogueArguments epilogue,
      Read<Float> passed,
      Written<Float> y)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(a, named + Costed.again(beta, y), 0, 2.0 * columns);
    }
  }

  static final Kernel<Propagate> PROPAGATE = Kernel.of("propagate", 128, Propagate.class);

  private final StreamContext context;
  private final Libraries libraries;
  private final DenseKernels dense;
  private final CudaAttention attention;
  private final MovedPropagation moved;

  public CudaSparseKernels(StreamContext context, Libraries libraries, DenseKernels dense) {
    this.context = context;
    this.libraries = libraries;
    this.dense = dense;
    this.attention = new CudaAttention(context);
    this.moved = new MovedPropagation(context);
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
    if (beta == 0 && spreadInProduct(a, x, epilogue, y)) {
      return;
    }
    if (epilogue.equals(Epilogue.NONE) && moved.addToSum(a.in(), x, beta, y)) {
      return;
    }
    Moved from =
        context
            .originOf(CudaMatrix.in(x), Moved.class)
            .filter(CudaSparseKernels::readsQuickly)
            .orElse(new Moved(CudaMatrix.in(x), Moved.Moves.none(x.rows())));
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
                    from.x(),
                    from.moves(),
                    beta,
                    EpilogueArguments.of(epilogue),
                    passed,
                    CudaMatrix.out(y)));
    with.launch(DeviceRange.noneRead());
    if (beta == 0 && epilogue.equals(Epilogue.NONE)) {
      var origin = new Propagated(a.in(), CudaMatrix.in(x), Optional.empty());
      context.tellOrigin(CudaMatrix.in(y), origin.sources(), origin);
      List<DeviceRange> sources = new ArrayList<>(origin.sources());
      sources.addAll(from.sources());
      context.tellOrigin(CudaMatrix.in(y), sources, with);
    }
  }

  /** Where rows were added, each entry looks for them among all that were given. */
  private static boolean readsQuickly(Moved from) {
    return from.moves().moving() != Moving.ADDED || from.moves().given() <= Kernel.WARP;
  }

  /**
   * In a capture, multiplies a product that nothing has used yet by A in the kernel that computes
   * it, if its rows fit there.
   *
   * @return whether it does
   */
  private boolean spreadInProduct(CudaSparseMatrix.Form a, Matrix x, Epilogue epilogue, Matrix y) {
    Optional<Moved> added =
        context
            .originOf(CudaMatrix.in(x), Moved.class)
            .filter(from -> from.moves().moving() == Moving.ADDED && readsQuickly(from));
    Read<Float> product = added.map(Moved::x).orElse(CudaMatrix.in(x));
    Optional<Multiplied> origin =
        context
            .originOf(product, Multiplied.class)
            .filter(made ->
                !made.product().transposeA()
                    && made.tile() == CudaProducts.SMALL_TILE
                    && made.product().rows() <= CudaProducts.SPREAD_ROWS
                    && x.rows() <= CudaProducts.SPREAD_ROWS);
    if (origin.isEmpty() || !withdraw(added.isPresent(), CudaMatrix.in(x), product)) {
      return false;
    }
    Multiplied made = origin.get();
    var rows =
        added
            .map(from ->
                new CudaProducts.AddedRows(
                    from.moves().moved(), x.rows(), CudaMatrix.out(x), context.fault()))
            .orElse(CudaProducts.AddedRows.NONE);
    ReluGradient with =
        passed ->
            (made.product().transposeB()
                    ? CudaProducts.PRODUCT_NT_SPREAD
                    : CudaProducts.PRODUCT_NN_SPREAD)
                .launch(
                    context,
                    Grid.blocks(x.columns(), CudaProducts.SMALL_TILE),
                    1,
                    new CudaProducts.SpreadProduct(
                        new CudaProducts.ProductShape(
                            made.product().rows(), x.columns(), made.product().depth()),
                        made.a(),
                        made.b(),
                        new Written<>(product.address(), product.bytes()),
                        rows,
                        a.rows(),
                        a.in(),
                        EpilogueArguments.of(epilogue),
                        passed,
                        CudaMatrix.out(y)));
    with.launch(DeviceRange.noneRead());
    if (epilogue.equals(Epilogue.NONE)) {
      CsrRead in = a.in();
      context.tellOrigin(
          CudaMatrix.in(y),
          List.of(in.offsets(), in.indices(), in.values(), made.a(), made.b(), rows.to()),
          with);
    }
    return true;
  }

  /** Takes a product back, and before it the addition of its rows if there was one. */
  private boolean withdraw(boolean added, Read<Float> x, Read<Float> product) {
    return added
        ? context.withdrawOriginsOf(List.of(x, product))
        : context.withdrawOriginOf(product);
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
