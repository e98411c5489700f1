package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/**
 * {@code y = dropout(A) x}: in each step, every stored entry of the sparse A is 0 with the
 * probability {@code rate} of the mask, and otherwise divided by {@code 1 - rate} ({@link
 * dev.earshot.compute.CorruptionKernels#dropEntries}). With features as A and a layer's weights as
 * x, this is the layer's product with dropout on its input. Zeros that are not stored cost nothing.
 * A is n x k, x is k x m, y is n x m; {@code dx = dropout(A)' dy} with the same entries dropped.
 */
public final class PropagateDropped extends Operation {
  private final SparseMatrix a;
  private final SparseMatrix dropped;
  private final DropoutMask mask;
  private final Tensor x;
  private final FusedEpilogue epilogue;

  /**
   * @param a its entries are written by the host
   * @param dropped another matrix that was written with the same entries; each pass changes its
   *     values
   * @param mask which entries are 0
   */
  public PropagateDropped(
      Backend backend, SparseMatrix a, SparseMatrix dropped, DropoutMask mask, Tensor x) {
    super(backend, a.rows(), x.columns(), List.of(x));
    this.a = a;
    this.dropped = dropped;
    this.mask = mask;
    this.x = x;
    epilogue = new FusedEpilogue(Optional.empty(), Activation.NONE);
  }

  /** {@code y = activation(dropout(A) x + b)}. */
  public PropagateDropped(
      Backend backend,
      SparseMatrix a,
      SparseMatrix dropped,
      DropoutMask mask,
      Tensor x,
      Tensor bias,
      Activation activation) {
    super(backend, a.rows(), x.columns(), List.of(x, bias));
    this.a = a;
    this.dropped = dropped;
    this.mask = mask;
    this.x = x;
    epilogue = new FusedEpilogue(Optional.of(bias), activation);
  }

  @Override
  void forward() {
    backend().corruption().dropEntries(a, mask.rate(), mask.random(), dropped);
    backend().sparse().propagate(dropped, x.value(), epilogue.kernelArgument(), output().value());
  }

  @Override
  void backward() {
    Matrix gradient = epilogue.backward(backend(), output());
    backend().sparse().propagateTransposed(dropped, gradient, x.claimGradient(), x.gradient());
  }
}
