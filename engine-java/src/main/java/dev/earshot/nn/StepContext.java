package dev.earshot.nn;

import dev.earshot.autodiff.SparseFeatures;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import java.util.Optional;

/**
 * The inputs that all parts of one training step use.
 *
 * @param tape the tape that the step's operations are added to
 * @param parameters the network's parameters
 * @param adjacency the nodes' normalised edges, n x n
 * @param features the clean standardised features Z, n x d
 * @param sparse the same features as a sparse matrix, if they are mostly 0
 * @param seed seed of all randomness
 * @param step the number of the step, one element, in the backend's memory
 */
public record StepContext(
    Tape tape,
    Parameters parameters,
    SparseMatrix adjacency,
    Tensor features,
    Optional<SparseFeatures> sparse,
    long seed,
    Indices step) {
  /** A step over dense features. */
  public StepContext(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor features,
      long seed,
      Indices step) {
    this(tape, parameters, adjacency, features, Optional.empty(), seed, step);
  }

  /** The same for features that are mostly 0. */
  public StepContext withSparse(SparseFeatures mostlyZero) {
    return new StepContext(
        tape, parameters, adjacency, features, Optional.of(mostlyZero), seed, step);
  }

  /** The same step over other edges between the same nodes. */
  public StepContext withAdjacency(SparseMatrix other) {
    return new StepContext(tape, parameters, other, features, sparse, seed, step);
  }

  /** This step's random numbers for one purpose, see {@link dev.earshot.compute.Streams}. */
  public RandomSource random(int stream) {
    return new RandomSource(seed, stream, step);
  }
}
