package dev.earshot.cuda.kernel;

import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.kernel.CudaColumns.BiasGradient;
import dev.earshot.cuda.kernel.CudaProducts.ProductShape;
import dev.earshot.cuda.library.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a capture puts together with a product {@code a' b}, the gradient of a weight, by {@code
 * gradient.cu}: a second pass's product, Adam's step of the weight, the gradient and the step of
 * the bias, and the propagation that made the second operand.
 */
final class WeightGradients {
  /** The second of two products of the same shape, but for the depth. */
  record Other(int otherDepth, Read<Float> otherA, Read<Float> otherB) {}

  record BothProducts(
      ProductShape shape,
      Read<Float> a,
      Read<Float> b,
      Other other,
      float beta,
      Written<Float> c,
      AdamUpdate update,
      Bias bias)
      implements Costed {
    @Override
    public Cost cost(long named) {
      double products = shape.flops() + shape.with(other.otherDepth()).flops();
      return Costed.of(
          named + Costed.again(beta, c) + update.again() + bias.again(),
          products + update.flops() + bias.flops());
    }
  }

  /** What is multiplied in the second product but for its second operand, which is made there. */
  record MovedProducts(
      ProductShape shape,
      Read<Float> a,
      Read<Float> b,
      int otherDepth,
      Read<Float> otherA,
      CsrRead matrix,
      MovedPropagation.Terms terms,
      Written<Float> otherB,
      Written<Integer> fault,
      float beta,
      Written<Float> c,
      AdamUpdate update,
      Bias bias)
      implements Costed {
    @Override
    public Cost cost(long named) {
      double products = shape.flops() + shape.with(otherDepth).flops();
      // Each row of tiles makes the operand anew.
      double each =
          2.0
              * shape.columns()
              * terms.count()
              * Grid.blocks(shape.rows(), CudaProducts.SMALL_TILE);
      return Costed.of(
          matrix,
          named + Costed.again(beta, c) + update.again() + bias.again(),
          products + update.flops() + bias.flops(),
          each);
    }
  }

  /** A bias whose gradient is made along, and its step. */
  record Bias(
      CudaColumns.BiasPasses passes,
      float biasBeta,
      Written<Float> biasSums,
      Written<Float> biasParameters,
      Written<Float> biasMean,
      Written<Float> biasVariance) {
    static final Bias NONE =
        new Bias(
            CudaColumns.BiasPasses.NONE,
            0,
            DeviceRange.noneWritten(),
            DeviceRange.noneWritten(),
            DeviceRange.noneWritten(),
            DeviceRange.noneWritten());

    /** The bytes that it reads before it writes them. */
    double again() {
      return Costed.again(biasBeta, biasSums)
          + biasParameters.bytes()
          + biasMean.bytes()
          + biasVariance.bytes();
    }

    double flops() {
      double added = passes.rows() * (biasSums.bytes() / (double) Float.BYTES);
      return added + AdamUpdate.flops(biasParameters);
    }

    static Bias of(BiasGradient gradient, AdamUpdate update) {
      return new Bias(
          CudaColumns.BiasPasses.of(gradient.passes()),
          gradient.beta(),
          gradient.sums(),
          update.parameters(),
          update.mean(),
          update.variance());
    }
  }

  /**
   * The origin of a sum of products {@code a' b}.
   *
   * @param other the second product, if there are two
   * @param beta what was there before is multiplied by it and added
   */
  private record WeightGradient(
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

    /** The last of its products. */
    Other last() {
      return other.orElse(new Other(shape.depth(), a, b));
    }
  }

  static final Kernel<BothProducts> PRODUCT_TN_BOTH_32 =
      Kernel.of("product_tn_both_32", 256, BothProducts.class);

  static final Kernel<BothProducts> PRODUCT_TN_BOTH_64 =
      Kernel.of("product_tn_both_64", 256, BothProducts.class);

  static final Kernel<MovedProducts> PRODUCT_TN_MOVED_32 =
      Kernel.of("product_tn_moved_32", 256, MovedProducts.class);

  private final StreamContext context;

  WeightGradients(StreamContext context) {
    this.context = context;
  }

  /** Tells that the operation before was {@code c = a' b + beta c}. */
  void tell(ProductShape shape, int tile, Matrix a, Matrix b, float beta, Matrix c) {
    tell(
        new WeightGradient(
            shape,
            tile,
            CudaMatrix.in(a),
            CudaMatrix.in(b),
            Optional.empty(),
            beta,
            CudaMatrix.out(c)));
  }

  private void tell(WeightGradient gradient) {
    ParameterGradient along = (update, bias) -> takeStep(gradient, update, bias);
    ParameterGradient.tell(context, gradient.c().asRead(), gradient.sources(), gradient, along);
  }

  /**
   * In a capture, adds a product a' b to one that nothing has used yet, by one kernel for both.
   *
   * @return whether it does
   */
  boolean addedToOther(Product product, int tile, double beta, Matrix a, Matrix b, Matrix c) {
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
    launch(both, AdamUpdate.NONE, Bias.NONE);
    tell(both);
    return true;
  }

  private boolean takeStep(
      WeightGradient gradient, AdamUpdate update, Optional<ParameterGradient.OfBias> bias) {
    if (bias.filter(of -> of.gradient().columns() != gradient.shape().columns()).isPresent()) {
      return false;
    }
    List<DeviceRange> taken = new ArrayList<>();
    bias.ifPresent(of -> taken.add(of.gradient().sums().asRead()));
    taken.add(gradient.c().asRead());
    Bias along = bias.map(of -> Bias.of(of.gradient(), of.update())).orElse(Bias.NONE);
    Optional<MovedPropagation.Sum> operand =
        context
            .originOf(gradient.last().otherB(), MovedPropagation.Sum.class)
            .filter(sum -> isMadeAlong(sum, gradient));
    if (operand.isPresent()) {
      List<DeviceRange> with = new ArrayList<>(taken);
      with.add(gradient.last().otherB());
      if (context.withdrawOriginsOf(with)) {
        launch(gradient, operand.get(), update, along);
        return true;
      }
    }
    if (!context.withdrawOriginsOf(taken)) {
      return false;
    }
    launch(gradient, update, along);
    return true;
  }

  /** Whether each block can make the columns of the last product's second operand that it needs. */
  private static boolean isMadeAlong(MovedPropagation.Sum sum, WeightGradient gradient) {
    return gradient.tile() == CudaProducts.SMALL_TILE
        && sum.beta() == 0
        && sum.rows() <= CudaProducts.SPREAD_ROWS
        && sum.rows() == gradient.last().otherDepth();
  }

  private void launch(WeightGradient gradient, AdamUpdate update, Bias bias) {
    (gradient.tile() == CudaProducts.SMALL_TILE ? PRODUCT_TN_BOTH_32 : PRODUCT_TN_BOTH_64)
        .launch(
            context,
            blocksX(gradient, bias),
            blocksY(gradient),
            new BothProducts(
                gradient.shape(),
                gradient.a(),
                gradient.b(),
                gradient.other().orElse(new Other(0, gradient.a(), gradient.b())),
                gradient.beta(),
                gradient.c(),
                update,
                bias));
  }

  private void launch(
      WeightGradient gradient, MovedPropagation.Sum operand, AdamUpdate update, Bias bias) {
    ProductShape shape = gradient.shape();
    boolean two = gradient.other().isPresent();
    PRODUCT_TN_MOVED_32.launch(
        context,
        blocksX(gradient, bias),
        blocksY(gradient),
        new MovedProducts(
            new ProductShape(shape.rows(), shape.columns(), two ? shape.depth() : 0),
            two ? gradient.a() : DeviceRange.noneRead(),
            two ? gradient.b() : DeviceRange.noneRead(),
            gradient.last().otherDepth(),
            gradient.last().otherA(),
            operand.a(),
            MovedPropagation.Terms.of(operand.terms()),
            operand.y(),
            context.fault(),
            gradient.beta(),
            gradient.c(),
            update,
            bias));
  }

  /** Blocks behind those of the product make the bias's gradient. */
  private static int blocksX(WeightGradient gradient, Bias bias) {
    return Grid.blocks(gradient.shape().rows(), gradient.tile()) + (bias.equals(Bias.NONE) ? 0 : 1);
  }

  private static int blocksY(WeightGradient gradient) {
    return Grid.blocks(gradient.shape().columns(), gradient.tile());
  }
}
