package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import java.util.List;

/** One differentiable operation on a tape: its inputs, its output and both passes. */
public abstract class Operation {
  private final Backend backend;
  private final List<Tensor> inputs;
  private final Tensor output;

  /** An operation whose output has this shape, differentiable if any input is. */
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
   * Adds to the inputs' gradients what the output's gradient makes of them. May overwrite the
   * output's gradient. Not called when nothing behind the output contributed to a loss.
   */
  abstract void backward();

  /** Whether a backward pass begins here. */
  boolean isLoss() {
    return false;
  }
}
