package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.List;

/**
 * {@code y = (1 + s) x} with a learnt number s, as GIN weights a node itself. x and y are n x m, s
 * is 1 x 1; {@code dx = (1 + s) dy} and {@code ds} is the sum of {@code x dy}. In products with s
 * all elements are one row.
 */
public final class Scale extends Operation {
  private final Tensor x;
  private final Tensor s;

  /** Scales x by 1 + s. */
  public Scale(Backend backend, Tensor x, Tensor s) {
    super(backend, x.rows(), x.columns(), List.of(x, s));
    this.x = x;
    this.s = s;
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
    dense.linear(s.value(), row(x.value()), Epilogue.NONE, row(output().value()));
    dense.add(1, x.value(), 1, output().value());
  }

  @Override
  void backward() {
    var dense = backend().dense();
    Matrix gradient = output().gradient();
    dense.multiplyTransposedA(column(x.value()), column(gradient), s.claimGradient(), s.gradient());
    if (x.differentiable()) {
      dense.multiplyTransposedA(s.value(), row(gradient), x.claimGradient(), row(x.gradient()));
      dense.add(1, gradient, 1, x.gradient());
    }
  }
}
