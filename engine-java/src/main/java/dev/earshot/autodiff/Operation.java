package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import java.util.List;

/** One differentiable operation on a tape: its inputs, its output and both passes. */
public abstract class Operation {
  private final Backend backend;
  private final List<Tensor> inputs;
  private final Tensor output;

  /** An operation whose output has this shape. The output is differentiable if any input is. */
  Operation(Backend backend, int rows, int columns, List<Tensor> inputs) {
    this.backend = backend;
    this.inputs = List.copyOf(inputs);
    this.output =
        Tensor.result(backend, rows, columns, inputs.stream().anyMatch(Tensor::differentiable));
    inputs.forEach(Tensor::addConsumer);
  }

  final Backend backend() {
    return backend;
  }

  final List<Tensor> inputs() {
    return inputs;
  }

  /** The result; for a loss, its values. */
  public final Tensor output() {
    return output;
  }

  /** Computes the output's value from the inputs' values. */
  abstract void forward();

  /**
   * Computes the inputs' gradients from the output's gradient and adds them to those that are
   * there. May overwrite the output's gradient. Not called if no loss depends on the output.
   */
  abstract void backward();

  /** Whether a backward pass begins here. */
  boolean isLoss() {
    return false;
  }
}
