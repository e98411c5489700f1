package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import java.util.List;

/**
 * Mixup (Zhang et al. 2018): each row becomes the weighted mean of itself and of a random other
 * row, {@code y_p = lambda x_p + (1 - lambda) x_q}, with other pairs and another lambda in each
 * step ({@link dev.earshot.compute.CorruptionKernels#mixRows}). On hidden rows it is manifold mixup
 * (Verma et al. 2019). x and y are n x d; {@code dx_p = lambda dy_p + (1 - lambda) dy_q}.
 */
public final class MixRows extends Operation {
  private final Tensor x;
  private final RandomSource random;
  private final Indices rows;
  private final Runnable draw;

  /** Mixes rows by pairs of its own, which {@code random} draws. */
  public MixRows(Backend backend, Tensor x, RandomSource random) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    this.random = random;
    rows = backend.newIndices(x.rows());
    Indices mask = backend.newIndices(x.rows());
    draw = () -> backend.corruption().drawRows(random, rows, mask);
  }

  /** Mixes rows as another operation does that is earlier on the tape, such as their targets. */
  public MixRows(Backend backend, Tensor x, MixRows same) {
    super(backend, x.rows(), x.columns(), List.of(x));
    this.x = x;
    random = same.random;
    rows = same.rows;
    draw = () -> {};
  }

  @Override
  void forward() {
    draw.run();
    backend().corruption().mixRows(x.value(), rows, random, 0, output().value());
  }

  @Override
  void backward() {
    backend()
        .corruption()
        .mixRows(output().gradient(), rows, random, x.claimGradient(), x.gradient());
  }
}
