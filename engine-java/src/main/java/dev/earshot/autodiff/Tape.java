package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A list of operations in the order in which they are computed. The backward pass sums the
 * gradients of all losses on the tape, each multiplied by its weight.
 */
public final class Tape {
  private final Backend backend;
  private final List<Operation> operations = new ArrayList<>();
  private final Set<Tensor> tensors = new LinkedHashSet<>();
  private List<Tensor> differentiable = List.of();

  /** An empty tape that computes on this backend. */
  public Tape(Backend backend) {
    this.backend = backend;
  }

  /** The backend on which the tape computes. */
  public Backend backend() {
    return backend;
  }

  /** Appends an operation and returns it. */
  public <T extends Operation> T add(T operation) {
    operations.add(operation);
    tensors.addAll(operation.inputs());
    // A loss is where the backward pass begins: nothing reads the gradient with respect to it.
    if (!operation.isLoss()) {
      tensors.add(operation.output());
    }
    differentiable = tensors.stream().filter(Tensor::differentiable).toList();
    return operation;
  }

  /** Computes every operation. */
  public void forward() {
    for (int i = 0; i < operations.size(); i++) {
      operations.get(i).forward();
    }
  }

  /**
   * Computes the gradient of the weighted sum of losses with respect to every differentiable
   * tensor. It is 0 for tensors on which no loss depends. {@link #forward} must have run before.
   */
  public void backward() {
    resetGradients();
    propagateGradients();
  }

  /**
   * As {@link #backward}, but starts from an output whose gradient the caller has already written.
   * The output takes the place of a loss.
   */
  public void backwardFrom(Tensor output) {
    resetGradients();
    output.claimGradient();
    propagateGradients();
  }

  private void resetGradients() {
    for (int i = 0; i < differentiable.size(); i++) {
      differentiable.get(i).resetGradient();
    }
  }

  private void propagateGradients() {
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation operation = operations.get(i);
      if (operation.isLoss()
          || (operation.output().differentiable() && operation.output().gradientWritten())) {
        operation.backward();
      }
    }
    for (int i = 0; i < differentiable.size(); i++) {
      if (!differentiable.get(i).gradientWritten()) {
        differentiable.get(i).gradient().fill(0);
      }
    }
  }
}
