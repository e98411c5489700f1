package dev.earshot.cuda.kernel;

import dev.earshot.compute.Activation;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.library.Blas;
import dev.earshot.cuda.library.Libraries;
import dev.earshot.cuda.library.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Dense products by {@code dense.cu}, large ones by cuBLAS where it is there; everything else by
 * {@code elements.cu}.
 */
public final class CudaDenseKernels implements DenseKernels {
  @KernelConstant("kSmallTile")
  static final int SMALL_TILE = 32;

  @KernelConstant("kMiddleTile")
  static final int MIDDLE_TILE = 64;

  @KernelConstant("kLargeTile")
  static final int LARGE_TILE = 128;

  /** The most rows of a {@link SpreadProduct}. */
  @KernelConstant("kSpreadRows")
  static final int SPREAD_ROWS = 96;

  /** Rows of a tall matrix in one part of its column sums, and the most parts. */
  private static final int PART_ROWS = 256;

  private static final int MOST_PARTS = 64;

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

  record ApplyEpilogue(int size, int columns, EpilogueArguments epilogue, Written<Float> y) {}

  record ReluBackward(int size, Read<Float> y, Written<Float> gradient) {}

  /**
   * The result of column sums.
   *
   * @param partials for each part of the rows, one element for each column; none for one part
   * @param tickets for each block of columns, 0 before and after; none for one part
   */
  record Sums(float beta, Written<Float> sums, Written<Float> partials, Written<Integer> tickets) {}

  record ColumnSums(int rows, int columns, Read<Float> x, Sums sums) {}

  record ColumnSumsOfBoth(
      int rows,
      int columns,
      Read<Float> x,
      int otherRows,
      Read<Float> otherX,
      float beta,
      Written<Float> sums,
      AdamUpdate update) {}

  /** Rows whose columns are added up, in one part. */
  record SummedRows(int rows, Read<Float> x) {}

  /** The origin of column sums; as {@link WeightGradient}. */
  record BiasGradient(
      SummedRows summed, Optional<SummedRows> other, int columns, float beta, Written<Float> sums) {
    List<DeviceRange> sources() {
      List<DeviceRange> all = new ArrayList<>(List.of(summed.x()));
      other.ifPresent(second -> all.add(second.x()));
      return all;
    }
  }

  record EpilogueBackward(
      int rows, int columns, Read<Float> y, Written<Float> gradient, Sums sums) {}

  record Add(int size, float alpha, Read<Float> x, float beta, Written<Float> y) {}

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

  static final Kernel<ApplyEpilogue> EPILOGUE = Kernel.of("epilogue", 256, ApplyEpilogue.class);

  record Elu(int size, Read<Float> x, Written<Float> y) {}

  record EluBackward(
      int size, Read<Float> y, Read<Float> gradient, float beta, Written<Float> xGradient) {}

  record NormalizeColumns(
      int rows,
      int columns,
      Read<Float> x,
      Read<Float> scale,
      Read<Float> shift,
      Written<Float> moments,
      Written<Float> y) {}

  /** What {@link #NORMALIZE_COLUMNS_BACKWARD} reads. */
  record NormalizedInput(
      Read<Float> x, Read<Float> scale, Read<Float> moments, Read<Float> gradient) {}

  record NormalizeColumnsBackward(
      int rows,
      int columns,
      NormalizedInput input,
      float beta,
      Written<Float> xGradient,
      Written<Float> affineGradient) {}

  static final Kernel<Elu> ELU = Kernel.of("elu", 256, Elu.class);
  static final Kernel<EluBackward> ELU_BACKWARD = Kernel.of("elu_backward", 256, EluBackward.class);
  static final Kernel<NormalizeColumns> NORMALIZE_COLUMNS =
      Kernel.ofColumns("normalize_columns", 8, NormalizeColumns.class);
  static final Kernel<NormalizeColumnsBackward> NORMALIZE_COLUMNS_BACKWARD =
      Kernel.ofColumns("normalize_columns_backward", 8, NormalizeColumnsBackward.class);
  static final Kernel<ReluBackward> RELU_BACKWARD =
      Kernel.of("relu_backward", 256, ReluBackward.class);
  static final Kernel<ColumnSums> COLUMN_SUMS =
      Kernel.ofColumns("column_sums", 8, ColumnSums.class);
  static final Kernel<ColumnSumsOfBoth> COLUMN_SUMS_OF_BOTH =
      Kernel.ofColumns("column_sums_of_both", 8, ColumnSumsOfBoth.class);
  static final Kernel<EpilogueBackward> EPILOGUE_BACKWARD =
      Kernel.ofColumns("epilogue_backward", 8, EpilogueBackward.class);
  static final Kernel<Add> ADD = Kernel.of("add", 256, Add.class);

  private final StreamContext context;
  private final Libraries libraries;
  private final ScratchBuffer partialSums;

  /** A ticket for each block of columns; each kernel leaves them at 0. */
  private final ScratchBuffer tickets;

  public CudaDenseKernels(StreamContext context, Libraries libraries) {
    this.context = context;
    this.libraries = libraries;
    this.partialSums = ScratchBuffer.of(context);
    this.tickets = ScratchBuffer.ofZeros(context, 256);
  }

  @Override
  public void linear(Matrix x, Matrix w, Epilogue epilogue, Matrix y) {
    Product product = new Product(false, false, y.rows(), y.columns(), x.columns());
    Optional<Blas> blas = libraries.blasFor(product);
    if (blas.isPresent()) {
      multiply(blas.get(), product, x, w, 0, y);
      applyEpilogue(epilogue, y);
    } else {
      launch(product, x, w, 0, epilogue, y);
    }
  }

  @Override
  public void multiplyTransposedA(Matrix a, Matrix b, double beta, Matrix c) {
    accumulate(new Product(true, false, c.rows(), c.columns(), a.rows()), a, b, beta, c);
  }

  @Override
  public void multiplyTransposedB(Matrix a, Matrix b, double beta, Matrix c) {
    accumulate(new Product(false, true, c.rows(), c.columns(), a.columns()), a, b, beta, c);
  }

  private void accumulate(Product product, Matrix a, Matrix b, double beta, Matrix c) {
    Optional<Blas> blas = libraries.blasFor(product);
    if (blas.isPresent()) {
      multiply(blas.get(), product, a, b, (float) beta, c);
    } else {
      launch(product, a, b, beta, Epilogue.NONE, c);
    }
  }

  private void multiply(Blas blas, Product product, Matrix a, Matrix b, float beta, Matrix c) {
    context.callLibrary(
        () ->
            blas.multiply(
                product, CudaMatrix.address(a), CudaMatrix.address(b), beta, CudaMatrix.address(c)),
        CudaMatrix.in(a),
        CudaMatrix.in(b),
        CudaMatrix.out(c));
  }

  private void launch(
      Product product, Matrix a, Matrix b, double beta, Epilogue epilogue, Matrix c) {
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
    Read<Float> result = gradient.c().asRead();
    context.tellOrigin(result, gradient.sources(), gradient);
    ParameterGradient along = update -> launch(gradient, update);
    context.tellOrigin(result, gradient.sources(), along);
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

  @Override
  public void applyEpilogue(Epilogue epilogue, Matrix y) {
    if (epilogue.bias().isEmpty() && epilogue.activation() == Activation.NONE) {
      return;
    }
    EPILOGUE.forElements(
        context,
        y.size(),
        new ApplyEpilogue(
            y.size(), y.columns(), EpilogueArguments.of(epilogue), CudaMatrix.out(y)));
  }

  @Override
  public void activationBackward(Activation activation, Matrix y, Matrix gradient) {
    switch (activation) {
      case NONE -> {}
      case RELU -> {
        if (!reluBackwardBefore(y, gradient)) {
          RELU_BACKWARD.forElements(
              context,
              y.size(),
              new ReluBackward(y.size(), CudaMatrix.in(y), CudaMatrix.out(gradient)));
        }
      }
    }
  }

  @Override
  public void elu(Matrix x, Matrix y) {
    ELU.forElements(context, x.size(), new Elu(x.size(), CudaMatrix.in(x), CudaMatrix.out(y)));
  }

  @Override
  public void eluBackward(Matrix y, Matrix gradient, double beta, Matrix xGradient) {
    ELU_BACKWARD.forElements(
        context,
        y.size(),
        new EluBackward(
            y.size(),
            CudaMatrix.in(y),
            CudaMatrix.in(gradient),
            (float) beta,
            CudaMatrix.out(xGradient)));
  }

  @Override
  public void normalizeColumns(Matrix x, Matrix scale, Matrix shift, Matrix moments, Matrix y) {
    NORMALIZE_COLUMNS.launch(
        context,
        NORMALIZE_COLUMNS.blocksFor(x.columns()),
        1,
        new NormalizeColumns(
            x.rows(),
            x.columns(),
            CudaMatrix.in(x),
            CudaMatrix.in(scale),
            CudaMatrix.in(shift),
            CudaMatrix.out(moments),
            CudaMatrix.out(y)));
  }

  @Override
  public void normalizeColumnsBackward(
      Matrix x,
      Matrix scale,
      Matrix moments,
      Matrix gradient,
      double beta,
      Matrix xGradient,
      Matrix affineGradient) {
    NORMALIZE_COLUMNS_BACKWARD.launch(
        context,
        NORMALIZE_COLUMNS_BACKWARD.blocksFor(x.columns()),
        1,
        new NormalizeColumnsBackward(
            x.rows(),
            x.columns(),
            new NormalizedInput(
                CudaMatrix.in(x),
                CudaMatrix.in(scale),
                CudaMatrix.in(moments),
                CudaMatrix.in(gradient)),
            (float) beta,
            CudaMatrix.out(xGradient),
            CudaMatrix.out(affineGradient)));
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix sums) {
    int parts = parts(x);
    Written<Float> result = CudaMatrix.out(sums);
    var summed = new SummedRows(x.rows(), CudaMatrix.in(x));
    Optional<BiasGradient> first = context.originOf(result.asRead(), BiasGradient.class);
    if (parts == 1
        && beta == 1
        && first.isPresent()
        && first.get().other().isEmpty()
        && context.withdrawOriginOf(result.asRead())) {
      var both =
          new BiasGradient(
              first.get().summed(), Optional.of(summed), x.columns(), first.get().beta(), result);
      launch(both, AdamUpdate.NONE);
      tell(both);
      return;
    }
    COLUMN_SUMS.launch(
        context,
        COLUMN_SUMS.blocksFor(x.columns()),
        parts,
        new ColumnSums(x.rows(), x.columns(), CudaMatrix.in(x), sums(parts, beta, sums)));
    if (parts == 1) {
      tell(new BiasGradient(summed, Optional.empty(), x.columns(), (float) beta, result));
    }
  }

  private void tell(BiasGradient gradient) {
    Read<Float> result = gradient.sums().asRead();
    context.tellOrigin(result, gradient.sources(), gradient);
    ParameterGradient along = update -> launch(gradient, update);
    context.tellOrigin(result, gradient.sources(), along);
  }

  private void launch(BiasGradient gradient, AdamUpdate update) {
    SummedRows first = gradient.summed();
    SummedRows second = gradient.other().orElse(new SummedRows(0, first.x()));
    COLUMN_SUMS_OF_BOTH.launch(
        context,
        COLUMN_SUMS_OF_BOTH.blocksFor(gradient.columns()),
        1,
        new ColumnSumsOfBoth(
            first.rows(),
            gradient.columns(),
            first.x(),
            second.rows(),
            second.x(),
            gradient.beta(),
            gradient.sums(),
            update));
  }

  @Override
  public void epilogueBackward(
      Activation activation, Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    switch (activation) {
      case NONE -> columnSums(gradient, beta, biasGradient);
      case RELU -> {
        if (reluBackwardBefore(y, gradient)) {
          columnSums(gradient, beta, biasGradient);
          return;
        }
        int parts = parts(y);
        EPILOGUE_BACKWARD.launch(
            context,
            EPILOGUE_BACKWARD.blocksFor(y.columns()),
            parts,
            new EpilogueBackward(
                y.rows(),
                y.columns(),
                CudaMatrix.in(y),
                CudaMatrix.out(gradient),
                sums(parts, beta, biasGradient)));
      }
    }
  }

  /**
   * In a capture, lets the kernel that computes the gradient take the backward pass of ReLU along,
   * if nothing has used the gradient in between.
   *
   * @return whether it does
   */
  private boolean reluBackwardBefore(Matrix y, Matrix gradient) {
    Optional<ReluGradient> origin = context.originOf(CudaMatrix.in(gradient), ReluGradient.class);
    if (origin.isEmpty() || !context.withdrawOriginOf(CudaMatrix.in(gradient))) {
      return false;
    }
    origin.get().launch(CudaMatrix.in(y));
    return true;
  }

  /**
   * The number of parts in which the rows are added up. It depends on the number of rows alone, so
   * that the bits are the same on every device.
   */
  private static int parts(Matrix x) {
    return x.rows() <= 2 * PART_ROWS ? 1 : Math.min(MOST_PARTS, Grid.blocks(x.rows(), PART_ROWS));
  }

  /** Several parts leave their sums in memory; one part does not, and depends on no other call. */
  private Sums sums(int parts, double beta, Matrix sums) {
    if (parts == 1) {
      return new Sums(
          (float) beta, CudaMatrix.out(sums), DeviceRange.noneWritten(), DeviceRange.noneWritten());
    }
    int columns = sums.columns();
    int blocks = COLUMN_SUMS.blocksFor(columns);
    return new Sums(
        (float) beta,
        CudaMatrix.out(sums),
        partialSums.room(4L * parts * columns).floats((long) parts * columns),
        tickets.room(4L * blocks).ints(blocks));
  }

  @Override
  public void add(double alpha, Matrix x, double beta, Matrix y) {
    ADD.forElements(
        context,
        x.size(),
        new Add(x.size(), (float) alpha, CudaMatrix.in(x), (float) beta, CudaMatrix.out(y)));
  }
}
