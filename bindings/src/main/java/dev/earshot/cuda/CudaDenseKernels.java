package dev.earshot.cuda;

import dev.earshot.compute.Activation;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.Optional;

/**
 * Dense products by the kernels in {@code dense.cu}, big ones by cuBLAS where it is there; all else
 * by {@code elements.cu}.
 */
final class CudaDenseKernels implements DenseKernels {
  private static final int THREADS = 256;

  /** Rows of a tall matrix that a block adds up. */
  private static final int SHARE_ROWS = 256;

  private final Workplace workplace;
  private final Libraries libraries;
  private ColumnSums columnSums = ColumnSums.NONE;

  CudaDenseKernels(Workplace workplace, Libraries libraries) {
    this.workplace = workplace;
    this.libraries = libraries;
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
    workplace.callLibrary(
        () ->
            blas.multiply(
                product, CudaMatrix.address(a), CudaMatrix.address(b), beta, CudaMatrix.address(c)),
        CudaMatrix.in(a),
        CudaMatrix.in(b),
        CudaMatrix.out(c));
  }

  private void launch(
      Product product, Matrix a, Matrix b, double beta, Epilogue epilogue, Matrix c) {
    int tile = product.tile(workplace.device().multiprocessors());
    workplace.launch(
        "product_%s_%d".formatted(product.layout(), tile),
        Grid.of(Grid.blocks(product.rows(), tile), Grid.blocks(product.columns(), tile), THREADS),
        product.rows(),
        product.columns(),
        product.depth(),
        CudaMatrix.in(a),
        CudaMatrix.in(b),
        (float) beta,
        bias(epilogue),
        relu(epilogue.activation()),
        CudaMatrix.out(c));
  }

  /** Where the bias is, if there is one. */
  static Region bias(Epilogue epilogue) {
    return epilogue.bias().map(CudaMatrix::in).orElse(Region.NONE);
  }

  /** The kernels' flag for the activation. */
  static int relu(Activation activation) {
    return switch (activation) {
      case NONE -> 0;
      case RELU -> 1;
    };
  }

  @Override
  public void applyEpilogue(Epilogue epilogue, Matrix y) {
    if (epilogue.bias().isEmpty() && epilogue.activation() == Activation.NONE) {
      return;
    }
    workplace.launch(
        "epilogue",
        Grid.over(y.size(), THREADS),
        y.size(),
        y.columns(),
        bias(epilogue),
        relu(epilogue.activation()),
        CudaMatrix.out(y));
  }

  @Override
  public void activationBackward(Activation activation, Matrix y, Matrix gradient) {
    switch (activation) {
      case NONE -> {}
      case RELU ->
          workplace.launch(
              "relu_backward",
              Grid.over(y.size(), THREADS),
              y.size(),
              CudaMatrix.in(y),
              CudaMatrix.out(gradient));
    }
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix sums) {
    int shares = shares(x);
    ColumnSums room = room(x, shares);
    workplace.launch(
        "column_sums",
        new Grid(Grid.blocks(x.columns(), 32), shares, 32, 8),
        x.rows(),
        x.columns(),
        CudaMatrix.in(x),
        (float) beta,
        CudaMatrix.out(sums),
        room.partials,
        room.tickets);
  }

  @Override
  public void epilogueBackward(
      Activation activation, Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    switch (activation) {
      case NONE -> columnSums(gradient, beta, biasGradient);
      case RELU -> {
        int shares = shares(y);
        ColumnSums room = room(y, shares);
        workplace.launch(
            "epilogue_backward",
            new Grid(Grid.blocks(y.columns(), 32), shares, 32, 8),
            y.rows(),
            y.columns(),
            CudaMatrix.in(y),
            CudaMatrix.out(gradient),
            (float) beta,
            CudaMatrix.out(biasGradient),
            room.partials,
            room.tickets);
      }
    }
  }

  /**
   * In how many parts the rows are added up; depends on nothing else, for the sake of equal bits.
   */
  private static int shares(Matrix x) {
    return x.rows() <= 2 * SHARE_ROWS ? 1 : Math.min(64, Grid.blocks(x.rows(), SHARE_ROWS));
  }

  /** Sums of several parts pass through memory; those of one do not, and wait for nobody. */
  private ColumnSums room(Matrix x, int shares) {
    if (shares == 1) {
      return ColumnSums.NONE;
    }
    if (columnSums.columns < x.columns()) {
      columnSums = new ColumnSums(workplace, x.columns());
    }
    workplace.keep(columnSums);
    return columnSums;
  }

  /** Room for the sums of 64 parts, and a ticket for each 32 columns, which kernels leave at 0. */
  private static final class ColumnSums {
    private static final ColumnSums NONE = new ColumnSums();

    private final int columns;
    private final Region partials;
    private final Region tickets;

    private ColumnSums() {
      columns = 0;
      partials = Region.NONE;
      tickets = Region.NONE;
    }

    ColumnSums(Workplace workplace, int columns) {
      this.columns = columns;
      long partialBytes = 4L * 64 * columns;
      long ticketBytes = 4L * Grid.blocks(columns, 32);
      long address = workplace.allocateAside(this, partialBytes + ticketBytes);
      partials = Region.written(address, partialBytes);
      tickets = Region.written(address + partialBytes, ticketBytes);
    }
  }

  @Override
  public void add(double alpha, Matrix x, double beta, Matrix y) {
    workplace.launch(
        "add",
        Grid.over(x.size(), THREADS),
        x.size(),
        (float) alpha,
        CudaMatrix.in(x),
        (float) beta,
        CudaMatrix.out(y));
  }
}
