package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import java.util.List;

/**
 * {@code y_i = x[rows_i]}; the gradient goes back to the rows, adding up where one was taken more
 * than once. x n x d, y as many rows as {@code rows} has elements, x d.
 */
public final class GatherRows extends Operation {
  private final Tensor x;
  private final Indices rows;

  /**
   * @param rows numbers of rows of x, read in every pass
   */
  public GatherRows(Backend backend, Tensor x, Indices rows) {
    super(backend, rows.length(), x.columns(), List.of(x));
    this.x = x;
    this.rows = rows;
  }

  @Override
  void forward() {
    backend().corruption().gatherRows(x.value(), rows, output().value());
  }

  @Override
  void backward() {
    backend()
        .corruption()
        .scatterAddRows(output().gradient(), rows, x.claimGradient(), x.gradient());
  }
}
