package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/**
 * {@code y = (1 + s) x + A x + b} with a sparse A that is not learnt and a learnt number s, as GIN
 * weights a node itself. A is n x n, x and y are n x m, s is 1 x 1, b is 1 x m.
 *
 * <p>With the gradient g: {@code dx = (1 + s) g + A' g}, {@code ds} is the sum of {@code x g}, and
 * {@code db} is the column sums of g. In products with a number all elements are one row.
 */
public final class PropagateWithOwn extends Operation {
  private final SparseMatrix a;
  private final Tensor x;
  private final Tensor s;
  private final FusedEpilogue epilogue;
  private final Matrix one;
  private final Matrix factor;

  /** Adds 1 + s times x to the sums over the neighbours, and a bias. */
  public PropagateWithOwn(Backend backend, SparseMatrix a, Tensor x, Tensor s, Tensor bias) {
    super(backend, x.rows(), x.columns(), List.of(x, s, bias));
    this.a = a;
    this.x = x;
    this.s = s;
    epilogue = new FusedEpilogue(Optional.of(bias), Activation.NONE);
    one = backend.matrixOf(1, 1, 1);
    factor = backend.newMatrix(1, 1);
  }

  private static Matrix row(Matrix matrix) {
    return matrix.slice(0, 1, matrix.size());
  }

  private static Matrix column(Matrix matrix) {
    return matrix.slice(0, matrix.size(), 1);
  }

  @Override
  void forward() {
    var dense = backend().dense();
    Matrix y = output().value();
    dense.add(1, one, 0, factor);
    dense.add(1, s.value(), 1, factor);
    backend().sparse().propagate(a, x.value(), epilogue.kernelArgument(), y);
    dense.multiplyTransposedA(factor, row(x.value()), 1, row(y));
  }

  @Override
  void backward() {
    var dense = backend().dense();
    Matrix gradient = epilogue.backward(backend(), output());
    dense.multiplyTransposedA(column(x.value()), column(gradient), s.claimGradient(), s.gradient());
    if (x.differentiable()) {
      backend().sparse().propagateTransposed(a, gradient, x.claimGradient(), x.gradient());
      dense.multiplyTransposedA(factor, row(gradient), 1, row(x.gradient()));
    }
  }
}
