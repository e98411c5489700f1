package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import java.util.List;

/**
 * {@code y = x + N(0, variance)} in {@code count} random columns, and {@code y = x} in the others;
 * other columns and new noise in each step. {@code dx = dy}. x and y are n x d.
 */
public final class AddColumnNoise extends Operation {
  private final Tensor x;
  private final double variance;
  private final RandomSource choice;
  private final RandomSource noise;
  private final Indices columns;
  private final Indices mask;
  private final Matrix others;

  /**
   * @param count the number of noisy columns, at most d
   * @param choice the random numbers that choose the columns
   * @param noise the random numbers of the noise
   */
  public AddColumnNoise(
      Backend backend,
      Tensor x,
      int count,
      double variance,
      RandomSource choice,
      RandomSource noise) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    this.variance = variance;
    this.choice = choice;
    this.noise = noise;
    columns = backend.newIndices(count);
    mask = backend.newIndices(x.columns());
    others = backend.newMatrix(x.rows(), x.columns());
  }

  @Override
  void forward() {
    var corruption = backend().corruption();
    Matrix y = output().value();
    corruption.drawRows(choice, columns, mask);
    corruption.noise(x.value(), variance, noise, y);
    // Only the drawn columns keep the noise; the others become x again.
    corruption.maskColumns(y, mask, 0, others);
    backend().dense().add(-1, others, 1, y);
    corruption.maskColumns(x.value(), mask, 1, y);
  }

  @Override
  void backward() {
    backend().dense().add(1, output().gradient(), x.claimGradient(), x.gradient());
  }
}
