package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import java.util.List;

/**
 * Sets {@code count} random rows of x to 0, other rows in each step. The gradient passes through
 * the rows that were kept. x and y are n x d.
 */
public final class MaskRows extends Operation {
  private final Tensor x;
  private final RandomSource random;
  private final Indices rows;
  private final Indices mask;

  /**
   * @param count the number of rows to set to 0, at most n
   * @param random the random numbers that choose the rows
   */
  public MaskRows(Backend backend, Tensor x, int count, RandomSource random) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    this.rows = backend.newIndices(count);
    this.random = random;
    this.mask = backend.newIndices(x.rows());
  }

  /** The rows set to 0 in this step. */
  public Indices rows() {
    return rows;
  }

  /** n elements: 1 for a row set to 0 in this step. */
  public Indices mask() {
    return mask;
  }

  @Override
  void forward() {
    backend().corruption().drawRows(random, rows, mask);
    backend().corruption().maskRows(x.value(), mask, 0, output().value());
  }

  @Override
  void backward() {
    backend().corruption().maskRows(output().gradient(), mask, x.claimGradient(), x.gradient());
  }
}
