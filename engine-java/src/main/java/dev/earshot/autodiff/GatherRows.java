package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import java.util.List;

/**
 * {@code y_i = x[rows_i]}. The gradient of y_i is added to that of row rows_i of x; rows that were
 * taken several times add up. x is N x d and y is n x d, where n is the length of {@code rows}.
 */
public final class GatherRows extends Operation {
  private final Tensor x;
  private final Indices rows;

  /**
   * @param rows row numbers in 0 .. N - 1, read in every pass
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
