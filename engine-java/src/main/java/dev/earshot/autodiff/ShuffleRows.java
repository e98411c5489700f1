package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import java.util.List;

/**
 * Permutes {@code count} random rows of x among themselves, other rows in each step: {@code y_i =
 * x[source_i]}. The gradient of y_i is added to that of row source_i of x. x and y are n x d.
 */
public final class ShuffleRows extends Operation {
  private final Tensor x;
  private final int count;
  private final RandomSource random;
  private final Indices source;
  private final Indices own;

  /**
   * @param count the number of rows to permute, at most n
   * @param random the random numbers that choose the permutation
   */
  public ShuffleRows(Backend backend, Tensor x, int count, RandomSource random) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    this.count = count;
    this.random = random;
    this.source = backend.newIndices(x.rows());
    this.own = backend.newIndices(x.rows());
  }

  /** n elements: 1 for a node that has its own row in this step, else 0. */
  public Indices own() {
    return own;
  }

  @Override
  void forward() {
    backend().corruption().drawPermutation(count, random, source, own);
    backend().corruption().gatherRows(x.value(), source, output().value());
  }

  @Override
  void backward() {
    backend()
        .corruption()
        .scatterAddRows(output().gradient(), source, x.claimGradient(), x.gradient());
  }
}
