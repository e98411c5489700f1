package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code y = x + E w}: the effect of noise on features, {@code (Z + E) w = Z w + E w}, when {@code
 * x = Z w} is known. E is n x d with independent elements N(0, variance) in {@code count} random
 * columns and 0 in the others; other columns and new noise in each step. E is made a block of rows
 * at a time, and again in the backward pass if there are several, so it takes no more memory than
 * is allowed, however large n and d are. x and y are n x m, w is d x m; {@code dx = dy}, {@code dw
 * = E' dy}.
 */
public final class AddNoiseProduct extends Operation {
  private final Tensor x;
  private final Tensor w;
  private final Noise noise;
  private final Indices columns;
  private final Indices mask;
  private final Matrix chosen;
  private final Matrix chosenGradient;
  private final List<Block> blocks = new ArrayList<>();

  /** Some rows of E, and the same rows of y and of dy. */
  private record Block(Matrix noise, RandomSource random, Matrix y, Matrix dy) {}

  /**
   * The noise E.
   *
   * @param count the number of noisy columns, at most d
   * @param variance the variance of an element
   * @param choice the random numbers that choose the columns, if not all are noisy
   * @param elements the random numbers of the first block of rows; the others use the streams after
   *     it
   */
  public record Noise(int count, double variance, RandomSource choice, RandomSource elements) {}

  /**
   * @param room the most elements of E that are stored at a time, but at least one row
   */
  public AddNoiseProduct(Backend backend, Tensor x, Tensor w, Noise noise, int room) {
    super(backend, x.rows(), x.columns(), List.of(x, w));
    this.x = x;
    this.w = w;
    this.noise = noise;
    int count = noise.count;
    RandomSource first = noise.elements;
    columns = backend.newIndices(count);
    mask = backend.newIndices(w.rows());
    chosen = backend.newMatrix(count, w.columns());
    chosenGradient = backend.newMatrix(count, w.columns());
    int m = x.columns();
    int most = Math.clamp(room / count, 1, Math.max(1, x.rows()));
    Matrix stored = backend.newMatrix(most, count);
    for (int from = 0; from < x.rows(); from += most) {
      int rows = Math.min(most, x.rows() - from);
      blocks.add(
          new Block(
              stored.slice(0, rows, count),
              new RandomSource(first.seed(), first.stream() + blocks.size(), first.step()),
              output().value().slice(from * m, rows, m),
              output().differentiable()
                  ? output().gradient().slice(from * m, rows, m)
                  : output().value()));
    }
  }

  private void makeNoise(Block block) {
    block.noise.fill(0);
    backend().corruption().noise(block.noise, noise.variance, block.random, block.noise);
  }

  @Override
  void forward() {
    backend().corruption().drawRows(noise.choice, columns, mask);
    backend().corruption().gatherRows(w.value(), columns, chosen);
    for (Block block : blocks) {
      makeNoise(block);
      backend().dense().linear(block.noise, chosen, Epilogue.NONE, block.y);
    }
    backend().dense().add(1, x.value(), 1, output().value());
  }

  @Override
  void backward() {
    double beta = 0;
    for (Block block : blocks) {
      if (blocks.size() > 1) {
        makeNoise(block);
      }
      backend().dense().multiplyTransposedA(block.noise, block.dy, beta, chosenGradient);
      beta = 1;
    }
    if (w.differentiable()) {
      backend()
          .corruption()
          .scatterAddRows(chosenGradient, columns, w.claimGradient(), w.gradient());
    }
    if (x.differentiable()) {
      backend().dense().add(1, output().gradient(), x.claimGradient(), x.gradient());
    }
  }
}
