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

  /** One term of a sum: what is propagated, and how that is moved then. */
  record Term(Read<Float> x, Moving moving, Read<Integer> moved) {
    static final Term NONE = new Term(DeviceRange.noneRead(), Moving.NONE, DeviceRange.noneRead());
  }

  record Second(Read<Float> otherX, Moving otherMoving, Read<Integer> otherMoved) {}

  record Third(Read<Float> thirdX, Moving thirdMoving, Read<Integer> thirdMoved) {}

  /** The terms as kernels take them. */
  record Terms(Term first, Second second, Third third) {
    @KernelConstant("kMovedTerms")
    static final int MOST = 3;

    int count() {
      return 1 + (second.otherX().bytes() > 0 ? 1 : 0) + (third.thirdX().bytes() > 0 ? 1 : 0);
    }

    static Terms of(List<Term> terms) {
      Term second = terms.size() > 1 ? terms.get(1) : Term.NONE;
      Term third = terms.size() > 2 ? terms.get(2) : Term.NONE;
      return new Terms(
          terms.getFirst(),
          new Second(second.x(), second.moving(), second.moved()),
          new Third(third.x(), third.moving(), third.moved()));
    }
  }

  record PropagateMoved(
      int rows,
      int columns,
      CsrRead a,
      Terms terms,
      float beta,
      Written<Float> y,
      Written<Integer> fault)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(a, named + Costed.again(beta, y), 0, 2.0 * columns * terms.count());
    }
  }

  /** The origin of a sum that another term may be added to. */
  record Sum(CsrRead a, int rows, List<Term> terms, float beta, Written<Float> y) {
    List<DeviceRange> sources() {
      List<DeviceRange> all = new ArrayList<>(List.of(a.offsets(), a.indices(), a.values()));
      terms.forEach(term -> all.addAll(List.of(term.x(), term.moved())));
      return all;
    }
  }

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
    var term = new Term(origin.get().x(), moving, moved);
    if (!addToSum(origin.get().a(), term, beta, y)) {
      launch(origin.get().a(), List.of(term), (float) beta, y);
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
    return addToSum(a, new Term(CudaMatrix.in(x), Moving.NONE, DeviceRange.noneRead()), beta, y);
  }

  private boolean addToSum(CsrRead a, Term term, double beta, Matrix y) {
    Optional<Sum> before =
        context
            .originOf(CudaMatrix.in(y), Sum.class)
            .filter(sum -> sum.terms().size() < Terms.MOST && sum.a().equals(a));
    if (beta != 1 || before.isEmpty() || !context.withdrawOriginOf(CudaMatrix.in(y))) {
      return false;
    }
    List<Term> terms = new ArrayList<>(before.get().terms());
    terms.add(term);
    launch(a, terms, before.get().beta(), y);
    return true;
  }

  private void launch(CsrRead a, List<Term> terms, float beta, Matrix y) {
    PROPAGATE_MOVED.launch(
        context,
        PROPAGATE_MOVED.blocksForRows(y.rows()),
        Grid.blocks(y.columns(), CudaSparseKernels.PROPAGATE_COLUMNS),
        new PropagateMoved(
            y.rows(), y.columns(), a, Terms.of(terms), beta, CudaMatrix.out(y), context.fault()));
    var origin = new Sum(a, y.rows(), List.copyOf(terms), beta, CudaMatrix.out(y));
    context.tellOrigin(CudaMatrix.in(y), origin.sources(), origin);
  }
}
