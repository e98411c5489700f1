package dev.earshot.cuda.kernel;

import dev.earshot.compute.Indices;
import dev.earshot.compute.LossKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;
import java.util.HashMap;
import java.util.Map;

/** Losses and their gradients by {@code loss.cu}. */
public final class CudaLossKernels implements LossKernels {
  /** The most blocks of a loss: with more, the last block has more partial sums to add up. */
  private static final int MOST_BLOCKS = 256;

  /** The most losses that one kernel computes. */
  private static final int MOST_LOSSES = 2;

  /** A loss and its gradient. */
  record Result(Written<Float> loss, Written<Float> gradient) {
    static Result of(Matrix loss, Matrix gradient) {
      return new Result(CudaMatrix.out(loss), CudaMatrix.out(gradient));
    }
  }

  /**
   * Where blocks leave their partial sums.
   *
   * @param partials for each loss, one element for each block
   * @param tickets one for each loss, 0 before and after
   */
  record Sums(Written<Double> partials, Written<Integer> tickets) {}

  record Weights(float crossEntropyWeight, float entropyWeight) {}

  record LogitsShape(int n, int classes) {}

  record ClassificationLoss(
      LogitsShape shape,
      Read<Float> logits,
      Read<Integer> labels,
      Weights weights,
      Result result,
      Sums sums,
      Written<Integer> fault)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named, 12.0 * shape.n() * shape.classes());
    }
  }

  record RowsShape(int n, int d) {}

  record SquaredErrorLoss(
      RowsShape shape,
      Read<Float> prediction,
      Read<Float> target,
      Read<Integer> mask,
      float weight,
      Result result,
      Sums sums)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named, 5.0 * shape.n() * shape.d());
    }
  }

  record LogisticLoss(
      int n, Read<Float> logits, Read<Integer> targets, float weight, Result result, Sums sums)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named, 12.0 * n);
    }
  }

  record Softmax(int n, int classes, Read<Float> logits, Written<Float> probabilities) {}

  record SoftClassificationLoss(
      LogitsShape shape,
      Read<Float> logits,
      Read<Float> targets,
      Read<Float> weight,
      Result result,
      Sums sums) {}

  record Sharpen(
      int n, int classes, Read<Float> probabilities, double temperature, Written<Float> y) {}

  static final Kernel<ClassificationLoss> CLASSIFICATION_LOSS =
      Kernel.of("classification_loss", 256, ClassificationLoss.class);
  static final Kernel<SquaredErrorLoss> SQUARED_ERROR_LOSS =
      Kernel.of("squared_error_loss", 256, SquaredErrorLoss.class);
  static final Kernel<LogisticLoss> LOGISTIC_LOSS =
      Kernel.of("logistic_loss", 256, LogisticLoss.class);
  static final Kernel<Softmax> SOFTMAX = Kernel.of("softmax", 256, Softmax.class);

  static final Kernel<SoftClassificationLoss> SOFT_CLASSIFICATION_LOSS =
      Kernel.of("soft_classification_loss", 256, SoftClassificationLoss.class);
  static final Kernel<Sharpen> SHARPEN = Kernel.of("sharpen", 256, Sharpen.class);

  private final StreamContext context;

  /**
   * By the address of the loss, so that the losses of different tasks do not wait for each other.
   */
  private final Map<Long, ScratchBuffer> sumsByLoss = new HashMap<>();

  public CudaLossKernels(StreamContext context) {
    this.context = context;
  }

  private Sums sums(Matrix loss) {
    int ticketBytes = MOST_LOSSES * Integer.BYTES;
    long bytes = ticketBytes + (long) MOST_LOSSES * MOST_BLOCKS * Double.BYTES;
    ScratchBuffer.Room room =
        sumsByLoss
            .computeIfAbsent(
                CudaMatrix.address(loss), address -> ScratchBuffer.ofZeros(context, bytes))
            .room(bytes);
    Written<Integer> tickets = room.ints(MOST_LOSSES);
    return new Sums(room.doubles((long) MOST_LOSSES * MOST_BLOCKS), tickets);
  }

  /** At least one block, so that a loss over nothing becomes 0. */
  private static int limited(int blocks) {
    return Math.clamp(blocks, 1, MOST_BLOCKS);
  }

  @Override
  public void classification(
      Matrix logits,
      Indices labels,
      double crossEntropyWeight,
      double entropyWeight,
      Matrix loss,
      Matrix gradient) {
    CLASSIFICATION_LOSS.launch(
        context,
        limited(CLASSIFICATION_LOSS.blocksForRows(logits.rows())),
        1,
        new ClassificationLoss(
            new LogitsShape(logits.rows(), logits.columns()),
            CudaMatrix.in(logits),
            CudaIndices.in(labels),
            new Weights((float) crossEntropyWeight, (float) entropyWeight),
            Result.of(loss, gradient),
            sums(loss),
            context.fault()));
  }

  @Override
  public void squaredError(
      Matrix prediction, Matrix target, Indices mask, double weight, Matrix loss, Matrix gradient) {
    SQUARED_ERROR_LOSS.launch(
        context,
        limited(SQUARED_ERROR_LOSS.blocksFor(prediction.size())),
        1,
        new SquaredErrorLoss(
            new RowsShape(prediction.rows(), prediction.columns()),
            CudaMatrix.in(prediction),
            CudaMatrix.in(target),
            CudaIndices.in(mask),
            (float) weight,
            Result.of(loss, gradient),
            sums(loss)));
  }

  @Override
  public void logistic(
      Matrix logits, Indices targets, double weight, Matrix loss, Matrix gradient) {
    LOGISTIC_LOSS.launch(
        context,
        limited(LOGISTIC_LOSS.blocksFor(logits.rows())),
        1,
        new LogisticLoss(
            logits.rows(),
            CudaMatrix.in(logits),
            CudaIndices.in(targets),
            (float) weight,
            Result.of(loss, gradient),
            sums(loss)));
  }

  @Override
  public void softmax(Matrix logits, Matrix probabilities) {
    SOFTMAX.forRows(
        context,
        logits.rows(),
        new Softmax(
            logits.rows(), logits.columns(), CudaMatrix.in(logits), CudaMatrix.out(probabilities)));
  }

  @Override
  public void softClassification(
      Matrix logits, Matrix targets, Matrix weight, Matrix loss, Matrix gradient) {
    SOFT_CLASSIFICATION_LOSS.launch(
        context,
        limited(SOFT_CLASSIFICATION_LOSS.blocksForRows(logits.rows())),
        1,
        new SoftClassificationLoss(
            new LogitsShape(logits.rows(), logits.columns()),
            CudaMatrix.in(logits),
            CudaMatrix.in(targets),
            CudaMatrix.in(weight),
            Result.of(loss, gradient),
            sums(loss)));
  }

  @Override
  public void sharpen(Matrix probabilities, double temperature, Matrix y) {
    SHARPEN.forRows(
        context,
        y.rows(),
        new Sharpen(
            y.rows(), y.columns(), CudaMatrix.in(probabilities), temperature, CudaMatrix.out(y)));
  }
}
