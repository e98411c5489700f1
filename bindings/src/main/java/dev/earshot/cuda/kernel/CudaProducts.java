package dev.earshot.cuda.kernel;

import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
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

  record ProductShape(int rows, int columns, int depth) {}

  record TiledProduct(
      ProductShape shape,
      Read<Float> a,
      Read<Float> b,
      float beta,
      EpilogueArguments epilogue,
      Read<Float> passed,
      Written<Float> c) {}

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
      Written<Float> c) {}

  /** The second of two products of the same shape, but for the depth. */
  record Other(int otherDepth, Read<Float> otherA, Read<Float> otherB) {}

  record BothProducts(
      ProductShape shape,
      Read<Float> a,
      Read<Float> b,
      Other other,
      float beta,
      Written<Float> c,
      AdamUpdate update) {}

  /**
   * The origin of a sum of products {@code a' b}.
   *
   * @param other the second product, if there are two
   * @param beta what was there before is multiplied by it and added
   */
  record WeightGradient(
      ProductShape shape,
      int tile,
      Read<Float> a,
      Read<Float> b,
      Optional<Other> other,
      float beta,
      Written<Float> c) {
    List<DeviceRange> sources() {
      List<DeviceRange> all = new ArrayList<>(List.of(a, b));
      other.ifPresent(second -> all.addAll(List.of(second.otherA(), second.otherB())));
      return all;
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
      Written<Float> y) {}

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

  /** Products that are then multiplied by a sparse matrix. */
  static final Kernel<SpreadProduct> PRODUCT_NN_SPREAD =
      Kernel.of("product_nn_spread", 256, SpreadProduct.class);

  static final Kernel<SpreadProduct> PRODUCT_NT_SPREAD =
      Kernel.of("product_nt_spread", 256, SpreadProduct.class);

  static final Kernel<BothProducts> PRODUCT_TN_BOTH_32 =
      Kernel.of("product_tn_both_32", 256, BothProducts.class);

  static final Kernel<BothProducts> PRODUCT_TN_BOTH_64 =
      Kernel.of("product_tn_both_64", 256, BothProducts.class);

  private final StreamContext context;

  CudaProducts(StreamContext context) {
    this.context = context;
  }

  /** {@code c = epilogue(a b + beta c)}, with the operands transposed as the product says. */
  void launch(Product product, Matrix a, Matrix b, double beta, Epilogue epilogue, Matrix c) {
    int tile = tile(product, context.device().multiprocessors());
    Optional<Propagated> gathered =
        product.transposeA() || tile != SMALL_TILE
            ? Optional.empty()
            : context.originOf(CudaMatrix.in(a), Propagated.class);
    var shape = new ProductShape(product.rows(), product.columns(), product.depth());
    boolean ofWeight = product.layout().equals("tn") && tile != LARGE_TILE;
    if (ofWeight && addedToOther(product, tile, beta, a, b, c)) {
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
      tell(
          new WeightGradient(
              shape,
              tile,
              CudaMatrix.in(a),
              CudaMatrix.in(b),
              Optional.empty(),
              (float) beta,
              CudaMatrix.out(c)));
    }
    if (beta == 0 && epilogue.equals(Epilogue.NONE)) {
      List<DeviceRange> sources = new ArrayList<>();
      sources.add(CudaMatrix.in(b));
      gathered.ifPresentOrElse(
          origin -> sources.addAll(origin.sources()), () -> sources.add(CudaMatrix.in(a)));
      context.tellOrigin(CudaMatrix.in(c), sources, with);
      if (gathered.isEmpty()) {
        context.tellOrigin(
            CudaMatrix.in(c),
            sources,
            new Multiplied(product, tile, CudaMatrix.in(a), CudaMatrix.in(b)));
      }
    }
  }

  /**
   * In a capture, adds a product a' b to one that nothing has used yet, by one kernel for both.
   *
   * @return whether it does
   */
  private boolean addedToOther(
      Product product, int tile, double beta, Matrix a, Matrix b, Matrix c) {
    Optional<WeightGradient> first = context.originOf(CudaMatrix.in(c), WeightGradient.class);
    if (beta != 1
        || first.isEmpty()
        || first.get().other().isPresent()
        || !context.withdrawOriginOf(CudaMatrix.in(c))) {
      return false;
    }
    var other = new Other(product.depth(), CudaMatrix.in(a), CudaMatrix.in(b));
    var both =
        new WeightGradient(
            first.get().shape(),
            tile,
            first.get().a(),
            first.get().b(),
            Optional.of(other),
            first.get().beta(),
            first.get().c());
    launch(both, AdamUpdate.NONE);
    tell(both);
    return true;
  }

  private void tell(WeightGradient gradient) {
    ParameterGradient along = update -> launch(gradient, update);
    ParameterGradient.tell(context, gradient.c().asRead(), gradient.sources(), gradient, along);
  }

  private void launch(WeightGradient gradient, AdamUpdate update) {
    int tile = gradient.tile();
    (tile == SMALL_TILE ? PRODUCT_TN_BOTH_32 : PRODUCT_TN_BOTH_64)
        .launch(
            context,
            Grid.blocks(gradient.shape().rows(), tile),
            Grid.blocks(gradient.shape().columns(), tile),
            new BothProducts(
                gradient.shape(),
                gradient.a(),
                gradient.b(),
                gradient.other().orElse(new Other(0, gradient.a(), gradient.b())),
                gradient.beta(),
                gradient.c(),
                update));
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
