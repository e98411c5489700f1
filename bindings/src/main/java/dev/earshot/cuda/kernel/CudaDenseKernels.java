package dev.earshot.cuda.kernel;

import dev.earshot.compute.Activation;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.library.Blas;
import dev.earshot.cuda.library.Libraries;
import dev.earshot.cuda.library.Product;
import java.util.Optional;

/**
 * Dense products by {@link CudaProducts}, large ones by cuBLAS where it is there; column work by
 * {@link CudaColumns}; everything else by {@code elements.cu}.
 */
public final class CudaDenseKernels implements DenseKernels {
  record ApplyEpilogue(int size, int columns, EpilogueArguments epilogue, Written<Float> y) {}

  record ReluBackward(int size, Read<Float> y, Written<Float> gradient) {}

  record Add(int size, float alpha, Read<Float> x, float beta, Written<Float> y) {}

  static final Kernel<ApplyEpilogue> EPILOGUE = Kernel.of("epilogue", 256, ApplyEpilogue.class);

  record Elu(int size, Read<Float> x, Written<Float> y) {}

  record EluBackward(
      int size, Read<Float> y, Read<Float> gradient, float beta, Written<Float> xGradient) {}

  static final Kernel<Elu> ELU = Kernel.of("elu", 256, Elu.class);

  static final Kernel<EluBackward> ELU_BACKWARD = Kernel.of("elu_backward", 256, EluBackward.class);

  static final Kernel<ReluBackward> RELU_BACKWARD =
      Kernel.of("relu_backward", 256, ReluBackward.class);

  static final Kernel<Add> ADD = Kernel.of("add", 256, Add.class);

  private final StreamContext context;
  private final Libraries libraries;
  private final CudaProducts products;
  private final CudaColumns columns;

  public CudaDenseKernels(StreamContext context, Libraries libraries) {
    this.context = context;
    this.libraries = libraries;
    this.products = new CudaProducts(context);
    this.columns = new CudaColumns(context);
  }

  @Override
  public void linear(Matrix x, Matrix w, Epilogue epilogue, Matrix y) {
    Product product = new Product(false, false, y.rows(), y.columns(), x.columns());
    Optional<Blas> blas = libraries.blasFor(product);
    if (blas.isPresent()) {
      multiply(blas.get(), product, x, w, 0, y);
      applyEpilogue(epilogue, y);
    } else {
      products.launch(product, x, w, 0, epilogue, y);
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
      products.launch(product, a, b, beta, Epilogue.NONE, c);
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
  public void normalizeColumns(
      Matrix x, Matrix scale, Matrix shift, Matrix moments, Activation activation, Matrix y) {
    columns.normalizeColumns(x, scale, shift, moments, y);
    applyEpilogue(new Epilogue(Optional.empty(), activation), y);
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
    columns.normalizeColumnsBackward(x, scale, moments, gradient, beta, xGradient, affineGradient);
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix sums) {
    columns.add(x, beta, sums);
  }

  @Override
  public void epilogueBackward(
      Activation activation, Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    switch (activation) {
      case NONE -> columns.add(gradient, beta, biasGradient);
      case RELU -> {
        if (reluBackwardBefore(y, gradient)) {
          columns.add(gradient, beta, biasGradient);
        } else {
          columns.reluBackward(y, gradient, beta, biasGradient);
        }
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

  @Override
  public void add(double alpha, Matrix x, double beta, Matrix y) {
    ADD.forElements(
        context,
        x.size(),
        new Add(x.size(), (float) alpha, CudaMatrix.in(x), (float) beta, CudaMatrix.out(y)));
  }
}
