package dev.earshot.cuda.kernel;

import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.library.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Dense products by {@code dense.cu}, and what a capture puts together with them. */
public final class CudaProducts {
  @KernelConstant("kSmallTile")
  static final int SMALL_TILE = 32;

  @KernelConstant("kMiddleTile")
  static final int MIDDLE_TILE = 64;

  @KernelConstant("kLargeTile")
  static final int LARGE_TILE = 128;

  /** The most rows of a {@link SpreadProduct}. */
  @KernelConstant("kSpreadRows")
  static final int SPREAD_ROWS = 96;

  record ProductShape(int rows, int columns, int depth) {
    double flops() {
      return 2.0 * rows * columns * depth;
    }

    ProductShape with(int otherDepth) {
      return new ProductShape(rows, columns, otherDepth);
    }
  }

  record TiledProduct(
      ProductShape shape,
      Read<Float> a,
      Read<Float> b,
      float beta,
      EpilogueArguments epilogue,
      Read<Float> passed,
      Written<Float> c)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named + Costed.again(beta, c), shape.flops());
    }
  }

  record GatheredProduct(
      ProductShape shape,
      int allRows,
      CsrRead gathered,
      Read<Integer> chosen,
      Read<Float> x,
      Read<Float> b,
      float beta,
      EpilogueArguments epilogue,
      Read<Float> passed,
      Written<Float> c)
      implements Costed {
    @Override
    public Cost cost(long named) {
      // Each column of tiles gathers anew.
      double each = 2.0 * shape.depth() * Grid.blocks(shape.columns(), SMALL_TILE);
      return Costed.of(gathered, named + Costed.again(beta, c), shape.flops(), each);
    }
  }

  record GivenProduct(
      ProductShape shape,
      GivenRows given,
      Read<Float> b,
      float beta,
      EpilogueArguments epilogue,
      Read<Float> passed,
      Written<Float> c)
      implements Costed {
    @Override
    public Cost cost(long named) {
      // Of x it reads the rows that are given.
      double read = (double) Float.BYTES * shape.rows() * shape.depth() - given.x().bytes();
      return Costed.of(named + read + Costed.again(beta, c), shape.flops());
    }
  }

  /**
   * Where the rows of a product are added before they are spread.
   *
   * @param to for each row of the product, one of the result; none: they are not added
   */
  record AddedRows(Read<Integer> to, int addedRows, Written<Float> added, Written<Integer> fault) {
    static final AddedRows NONE =
        new AddedRows(
            DeviceRange.noneRead(), 0, DeviceRange.noneWritten(), DeviceRange.noneWritten());
  }

  record SpreadProduct(
      ProductShape shape,
      Read<Float> a,
      Read<Float> b,
      Written<Float> c,
      AddedRows rows,
      int spreadRows,
      CsrRead spread,
      EpilogueArguments epilogue,
      Read<Float> passed,
      Written<Float> y)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(spread, named, shape.flops(), 2.0 * shape.columns());
    }
  }

  /** By name: for each layout of the operands and each tile. */
  static final Map<String, Kernel<TiledProduct>> PRODUCTS =
      Stream.of("nn", "tn", "nt")
          .flatMap(layout ->
              Stream.of(SMALL_TILE, MIDDLE_TILE, LARGE_TILE).map(tile -> productName(layout, tile)))
          .map(name -> Kernel.of(name, 256, TiledProduct.class))
          .collect(Collectors.toUnmodifiableMap(Kernel::name, Function.identity()));

  /** Products whose first operand is the result of {@link CudaSparseKernels#PROPAGATE}. */
  static final Kernel<GatheredProduct> PRODUCT_NN_GATHERED =
      Kernel.of("product_nn_gathered", 256, GatheredProduct.class);

  static final Kernel<GatheredProduct> PRODUCT_NT_GATHERED =
      Kernel.of("product_nt_gathered", 256, GatheredProduct.class);

  /** A product whose first operand is rows that a schedule names. */
  static final Kernel<GivenProduct> PRODUCT_NN_GIVEN =
      Kernel.of("product_nn_given", 256, GivenProduct.class);

  /** Products that are then multiplied by a sparse matrix. */
  static final Kernel<SpreadProduct> PRODUCT_NN_SPREAD =
      Kernel.of("product_nn_spread", 256, SpreadProduct.class);

  static final Kernel<SpreadProduct> PRODUCT_NT_SPREAD =
      Kernel.of("product_nt_spread", 256, SpreadProduct.class);

  private final StreamContext context;
  private final WeightGradients gradients;

  CudaProducts(StreamContext context) {
    this.context = context;
    this.gradients = new WeightGradients(context);
  }

  /** {@code c = epilogue(a b + beta c)}, with the operands transposed as the product says. */
  void launch(Product product, Matrix a, Matrix b, double beta, Epilogue epilogue, Matrix c) {
    int tile = tile(product, context.device().multiprocessors());
    Optional<Propagated> gathered =
        product.transposeA() || tile != SMALL_TILE
            ? Optional.empty()
            : context.originOf(CudaMatrix.in(a), Propagated.class);
    Optional<GivenRows> given =
        product.layout().equals("nn") && tile == SMALL_TILE
            ? context.originOf(CudaMatrix.in(a), GivenRows.class)
            : Optional.empty();
    var shape = new ProductShape(product.rows(), product.columns(), product.depth());
    boolean ofWeight = product.layout().equals("tn") && tile != LARGE_TILE;
    if (ofWeight && gradients.addedToOther(product, tile, beta, a, b, c)) {
      return;
    }
    ReluGradient with =
        passed -> {
          int blocksX = Grid.blocks(product.rows(), tile);
          int blocksY = Grid.blocks(product.columns(), tile);
          if (gathered.isPresent()) {
            (product.transposeB() ? PRODUCT_NT_GATHERED : PRODUCT_NN_GATHERED)
                .launch(
                    context,
                    blocksX,
                    blocksY,
                    new GatheredProduct(
                        shape,
                        gathered.get().rows(),
                        gathered.get().a(),
                        gathered.get().chosen().orElse(DeviceRange.noneRead()),
                        gathered.get().x(),
                        CudaMatrix.in(b),
                        (float) beta,
                        EpilogueArguments.of(epilogue),
                        passed,
                        CudaMatrix.out(c)));
          } else if (given.isPresent()) {
            PRODUCT_NN_GIVEN.launch(
                context,
                blocksX,
                blocksY,
                new GivenProduct(
                    shape,
                    given.get(),
                    CudaMatrix.in(b),
                    (float) beta,
                    EpilogueArguments.of(epilogue),
                    passed,
                    CudaMatrix.out(c)));
          } else {
            PRODUCTS
                .get(productName(product.layout(), tile))
                .launch(
                    context,
                    blocksX,
                    blocksY,
                    new TiledProduct(
                        shape,
                        CudaMatrix.in(a),
                        CudaMatrix.in(b),
                        (float) beta,
                        EpilogueArguments.of(epilogue),
                        passed,
                        CudaMatrix.out(c)));
          }
        };
    with.launch(DeviceRange.noneRead());
    if (ofWeight) {
      gradients.tell(shape, tile, a, b, (float) beta, c);
    }
    if (beta == 0 && epilogue.equals(Epilogue.NONE)) {
      List<DeviceRange> sources = new ArrayList<>();
      sources.add(CudaMatrix.in(b));
      gathered
          .map(Propagated::sources)
          .or(() -> given.map(GivenRows::sources))
          .ifPresentOrElse(sources::addAll, () -> sources.add(CudaMatrix.in(a)));
      context.tellOrigin(CudaMatrix.in(c), sources, with);
      // A product of given rows waits for nothing: it should not wait for a sparse matrix either.
      if (gathered.isEmpty() && given.isEmpty()) {
        context.tellOrigin(
            CudaMatrix.in(c),
            sources,
            new Multiplied(product, tile, CudaMatrix.in(a), CudaMatrix.in(b)));
      }
    }
  }

  private static String productName(String layout, int tile) {
    return "product_%s_%s".formatted(layout, tile);
  }

  /** The largest tile that still gives every multiprocessor two blocks. */
  public static int tile(Product product, int multiprocessors) {
    for (int tile : List.of(LARGE_TILE, MIDDLE_TILE)) {
      long blocks = (long) Grid.blocks(product.rows(), tile) * Grid.blocks(product.columns(), tile);
      if (blocks >= 2L * multiprocessors) {
        return tile;
      }
    }
    return SMALL_TILE;
  }
}
