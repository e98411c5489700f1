package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * Batch normalisation with a learnt scale and shift (see {@link
 * dev.earshot.compute.DenseKernels#normalizeColumns}). The moments are those of the rows of this
 * pass, in training and in prediction. An activation may follow. x and y are n x m, scale and shift
 * 1 x m.
 */
public final class NormalizeColumns extends Operation {
  private final Tensor x;
  private final Tensor scale;
  private final Tensor shift;
  private final FusedEpilogue epilogue;
  private final Matrix moments;
  private final Matrix affineGradient;

  /** Normalises the columns of x, then applies the activation. */
  public NormalizeColumns(
      Backend backend, Tensor x, Tensor scale, Tensor shift, Activation activation) {
    super(backend, x.rows(), x.columns(), List.of(x, scale, shift));
    this.x = x;
    this.scale = scale;
    this.shift = shift;
    epilogue = new FusedEpilogue(Optional.empty(), activation);
    moments = backend.newMatrix(2, x.columns());
    affineGradient = backend.newMatrix(2, x.columns());
  }

  @Override
  void forward() {
    backend()
        .dense()
        .normalizeColumns(
            x.value(),
            scale.value(),
            shift.value(),
            moments,
            epilogue.kernelArgument().activation(),
            output().value());
  }

  @Override
  void backward() {
    var dense = backend().dense();
    Matrix gradient = epilogue.backward(backend(), output());
    dense.normalizeColumnsBackward(
        x.value(),
        scale.value(),
        moments,
        gradient,
        x.claimGradient(),
        x.gradient(),
        affineGradient);
    dense.add(1, affineGradient.rowRange(0, 1), scale.claimGradient(), scale.gradient());
    dense.add(1, affineGradient.rowRange(1, 1), shift.claimGradient(), shift.gradient());
  }
}
