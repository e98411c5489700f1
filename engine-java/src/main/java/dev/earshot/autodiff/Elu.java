package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import java.util.List;

/**
 * The exponential linear unit (Clevert et al. 2016): {@code y = x} where x is above 0, else {@code
 * exp(x) - 1}; {@code dx = dy (y > 0 ? 1 : y + 1)}. x and y are n x m.
 */
public final class Elu extends Operation {
  private final Tensor x;

  /** The unit of each element. */
  public Elu(Backend backend, Tensor x) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
  }

  @Override
  void forward() {
    backend().dense().elu(x.value(), output().value());
  }

  @Override
  void backward() {
    backend()
        .dense()
        .eluBackward(output().value(), output().gradient(), x.claimGradient(), x.gradient());
  }
}
