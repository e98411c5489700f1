package dev.earshot.cuda.kernel;

import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In a capture, adds propagated rows to a matrix, moved, in the launch that propagates them; and
 * those of a second pass with them. This is how the gradients of passes come together that have
 * changed rows of the same matrix.
 */
final class MovedPropagation {
  /** A warp of a row looks through the numbers of all rows; with more, that takes too long. */
  private static final int MOST_ROWS = 1024;

  record MovedX(Read<Float> x, Moving moving, Read<Integer> moved) {}

  record OtherX(Read<Float> otherX, Moving otherMoving, Read<Integer> otherMoved) {
    static final OtherX NONE =
        new OtherX(DeviceRange.noneRead(), Moving.NONE, DeviceRange.noneRead());
  }

  record PropagateMoved(
      int rows,
      int columns,
      CsrRead a,
      MovedX first,
      OtherX second,
      float beta,
      Written<Float> y,
      Written<Integer> fault) {}

  /** The origin of a sum that another one can be added to. */
  private record Sum(CsrRead a, MovedX first, boolean full, float beta) {}

  static final Kernel<PropagateMoved> PROPAGATE_MOVED =
      Kernel.of("propagate_moved", 128, PropagateMoved.class);

  private final StreamContext context;

  MovedPropagation(StreamContext context) {
    this.context = context;
  }

  /**
   * {@code y = moved x + beta y}, if it is known that x was propagated.
   *
   * @param moved a number for each row of x
   * @return whether it is done
   */
  boolean add(Matrix x, Moving moving, Read<Integer> moved, double beta, Matrix y) {
    Optional<Propagated> origin =
        context
            .originOf(CudaMatrix.in(x), Propagated.class)
            .filter(made ->
                made.chosen().isEmpty()
                    && isSquare(made, y)
                    && !CudaMatrix.out(y).conflicts(CudaMatrix.in(x)));
    if (origin.isEmpty() || !(beta == 0 || beta == 1)) {
      return false;
    }
    var term = new MovedX(origin.get().x(), moving, moved);
    if (!addToSum(origin.get().a(), term, beta, y)) {
      launch(origin.get().a(), term, Optional.empty(), (float) beta, y);
    }
    return true;
  }

  private static boolean isSquare(Propagated made, Matrix y) {
    return made.rows() == y.rows()
        && made.x().bytes() == (long) Float.BYTES * y.size()
        && y.rows() <= MOST_ROWS;
  }

  /**
   * {@code y = A x + beta y} in the launch that computed y, if that was one of these.
   *
   * @return whether it is done
   */
  boolean addToSum(CsrRead a, Matrix x, double beta, Matrix y) {
    return addToSum(a, new MovedX(CudaMatrix.in(x), Moving.NONE, DeviceRange.noneRead()), beta, y);
  }

  private boolean addToSum(CsrRead a, MovedX term, double beta, Matrix y) {
    Optional<Sum> before =
        context
            .originOf(CudaMatrix.in(y), Sum.class)
            .filter(sum -> !sum.full() && sum.a().equals(a));
    if (beta != 1 || before.isEmpty() || !context.withdrawOriginOf(CudaMatrix.in(y))) {
      return false;
    }
    launch(a, before.get().first(), Optional.of(term), before.get().beta(), y);
    return true;
  }

  private void launch(CsrRead a, MovedX first, Optional<MovedX> second, float beta, Matrix y) {
    PROPAGATE_MOVED.launch(
        context,
        PROPAGATE_MOVED.blocksForRows(y.rows()),
        Grid.blocks(y.columns(), CudaSparseKernels.PROPAGATE_COLUMNS),
        new PropagateMoved(
            y.rows(),
            y.columns(),
            a,
            first,
            second
                .map(other -> new OtherX(other.x(), other.moving(), other.moved()))
                .orElse(OtherX.NONE),
            beta,
            CudaMatrix.out(y),
            context.fault()));
    List<DeviceRange> sources =
        new ArrayList<>(List.of(a.offsets(), a.indices(), a.values(), first.x(), first.moved()));
    second.ifPresent(other -> sources.addAll(List.of(other.x(), other.moved())));
    context.tellOrigin(CudaMatrix.in(y), sources, new Sum(a, first, second.isPresent(), beta));
  }
}
