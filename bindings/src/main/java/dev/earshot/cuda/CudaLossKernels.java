package dev.earshot.cuda;

import dev.earshot.compute.Indices;
import dev.earshot.compute.LossKernels;
import dev.earshot.compute.Matrix;
import java.util.HashMap;
import java.util.Map;

/** Losses by the kernels in {@code loss.cu}. */
final class CudaLossKernels implements LossKernels {
  private static final int THREADS = 256;
  private static final int ROWS_PER_BLOCK = THREADS / 32;

  /** More blocks would leave more to add for the last one. */
  private static final int MOST_BLOCKS = 256;

  private final Workplace workplace;

  /** By the address of the loss: those of different tasks shall not wait for each other. */
  private final Map<Long, Partials> partialsByLoss = new HashMap<>();

  CudaLossKernels(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Two numbers for each block, then two tickets of 4 bytes, which kernels leave at 0. */
  private static final class Partials {
    private final Region region;
    private final long tickets;

    Partials(Workplace workplace) {
      long partialBytes = 2L * MOST_BLOCKS * Double.BYTES;
      long bytes = partialBytes + 2 * Integer.BYTES;
      region = Region.written(workplace.allocateAside(this, bytes), bytes);
      tickets = region.address() + partialBytes;
    }
  }

  private Partials partials(Matrix loss) {
    return partialsByLoss.computeIfAbsent(
        CudaMatrix.address(loss), address -> new Partials(workplace));
  }

  @Override
  public void classification(
      Matrix logits,
      Indices labels,
      double crossEntropyWeight,
      double entropyWeight,
      Matrix loss,
      Matrix gradient) {
    Partials partials = partials(loss);
    workplace.launch(
        "classification_loss",
        blocks(logits.rows(), ROWS_PER_BLOCK),
        logits.rows(),
        logits.columns(),
        CudaMatrix.in(logits),
        CudaIndices.in(labels),
        (float) crossEntropyWeight,
        (float) entropyWeight,
        CudaMatrix.out(loss),
        CudaMatrix.out(gradient),
        partials.region,
        partials.tickets,
        workplace.fault());
  }

  private static Grid blocks(int things, int perBlock) {
    // At least one block, so that a loss over nothing becomes 0.
    return Grid.of(Math.clamp(Grid.blocks(things, perBlock), 1, MOST_BLOCKS), 1, THREADS);
  }

  @Override
  public void squaredError(
      Matrix prediction, Matrix target, Indices mask, double weight, Matrix loss, Matrix gradient) {
    Partials partials = partials(loss);
    workplace.launch(
        "squared_error_loss",
        blocks(prediction.size(), THREADS),
        prediction.rows(),
        prediction.columns(),
        CudaMatrix.in(prediction),
        CudaMatrix.in(target),
        CudaIndices.in(mask),
        (float) weight,
        CudaMatrix.out(loss),
        CudaMatrix.out(gradient),
        partials.region,
        partials.tickets);
  }

  @Override
  public void logistic(
      Matrix logits, Indices targets, double weight, Matrix loss, Matrix gradient) {
    Partials partials = partials(loss);
    workplace.launch(
        "logistic_loss",
        blocks(logits.rows(), THREADS),
        logits.rows(),
        CudaMatrix.in(logits),
        CudaIndices.in(targets),
        (float) weight,
        CudaMatrix.out(loss),
        CudaMatrix.out(gradient),
        partials.region,
        partials.tickets);
  }

  @Override
  public void softmax(Matrix logits, Matrix probabilities) {
    workplace.launch(
        "softmax",
        Grid.of(Grid.blocks(logits.rows(), ROWS_PER_BLOCK), 1, THREADS),
        logits.rows(),
        logits.columns(),
        CudaMatrix.in(logits),
        CudaMatrix.out(probabilities));
  }
}
