package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.List;

/**
 * {@code y = (1 + s) x} with a learnt number s, as GIN weights a node itself. x and y are n x m, s
 * is 1 x 1; {@code dx = (1 + s) dy} and {@code ds} is the sum of {@code x dy}. The products are
 * with {@code s I}, which is small: {@code ds} is the trace of {@code x' dy}.
 */
public final class Scale extends Operation {
  private final Tensor x;
  private final Tensor s;
  private final Matrix identity;
  private final Matrix diagonal;
  private final Matrix product;

  /** Scales x by 1 + s. */
  public Scale(Backend backend, Tensor x, Tensor s) {
    super(backend, x.rows(), x.columns(), List.of(x, s));
    this.x = x;
    this.s = s;
    int m = x.columns();
    identity = backend.newMatrix(m, m);
    for (int j = 0; j < m; j++) {
      identity.slice(j * m + j, 1, 1).fill(1);
    }
    diagonal = backend.newMatrix(m, m);
    product = backend.newMatrix(m, m);
  }

  /** All elements as one column. */
  private static Matrix column(Matrix matrix) {
    return matrix.slice(0, matrix.size(), 1);
  }

  @Override
  void forward() {
    var dense = backend().dense();
    dense.linear(column(identity), s.value(), Epilogue.NONE, column(diagonal));
    dense.linear(x.value(), diagonal, Epilogue.NONE, output().value());
    dense.add(1, x.value(), 1, output().value());
  }

  @Override
  void backward() {
    var dense = backend().dense();
    Matrix gradient = output().gradient();
    dense.multiplyTransposedA(x.value(), gradient, 0, product);
    dense.multiplyTransposedA(column(identity), column(product), s.claimGradient(), s.gradient());
    if (x.differentiable()) {
      dense.multiplyTransposedB(gradient, diagonal, x.claimGradient(), x.gradient());
      dense.add(1, gradient, 1, x.gradient());
    }
  }
}
