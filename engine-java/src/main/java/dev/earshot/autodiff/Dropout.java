package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.RandomSource;
import java.util.List;

/**
 * Inverted dropout (Srivastava et al. 2014): each element is 0 with probability {@code rate}, else
 * {@code x / (1 - rate)}. The gradient is scaled in the same way. x and y are n x d.
 */
public final class Dropout extends Operation {
  private final Tensor x;
  private final double rate;
  private final RandomSource random;

  /**
   * @param rate at least 0 and less than 1
   * @param random the random numbers that choose the elements
   */
  public Dropout(Backend backend, Tensor x, double rate, RandomSource random) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    this.rate = rate;
    this.random = random;
  }

  @Override
  void forward() {
    backend().corruption().dropout(x.value(), rate, random, 0, output().value());
  }

  @Override
  void backward() {
    backend()
        .corruption()
        .dropout(output().gradient(), rate, random, x.claimGradient(), x.gradient());
  }
}
