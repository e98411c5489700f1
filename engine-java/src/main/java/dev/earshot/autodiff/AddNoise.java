package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.RandomSource;
import java.util.List;

/**
 * {@code y = x + N(0, variance)} with new noise in each step; {@code dx = dy}. x and y are n x d.
 */
public final class AddNoise extends Operation {
  private final Tensor x;
  private final double variance;
  private final RandomSource random;

  /** Noise of this variance, drawn from {@code random}. */
  public AddNoise(Backend backend, Tensor x, double variance, RandomSource random) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    this.variance = variance;
    this.random = random;
  }

  @Override
  void forward() {
    backend().corruption().noise(x.value(), variance, random, output().value());
  }

  @Override
  void backward() {
    backend().dense().add(1, output().gradient(), x.claimGradient(), x.gradient());
  }
}
