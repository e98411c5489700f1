package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import java.util.List;

/**
 * Sets {@code count} random columns of x to 0, other columns in each step. The gradient passes
 * through the columns that were kept. x and y are n x d.
 */
public final class MaskColumns extends Operation {
  private final Tensor x;
  private final RandomSource random;
  private final Indices columns;
  private final Indices mask;

  /**
   * @param count the number of columns to set to 0, at most d
   * @param random the random numbers that choose the columns
   */
  public MaskColumns(Backend backend, Tensor x, int count, RandomSource random) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    this.random = random;
    columns = backend.newIndices(count);
    mask = backend.newIndices(x.columns());
  }

  @Override
  void forward() {
    backend().corruption().drawRows(random, columns, mask);
    backend().corruption().maskColumns(x.value(), mask, 0, output().value());
  }

  @Override
  void backward() {
    backend().corruption().maskColumns(output().gradient(), mask, x.claimGradient(), x.gradient());
  }
}
