package dev.earshot.check;

import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares the backward pass with central differences of fourth order, {@code (8 (f(x + h) - f(x -
 * h)) - (f(x + 2h) - f(x - 2h))) / 12h}, on a backend in double precision.
 */
public final class GradientCheck {
  /** The largest relative error that is allowed. */
  public static final double TOLERANCE = 1e-6;

  private static final double STEP = 1e-3;

  /** The most elements of each input that are tried. */
  private static final int PROBES = 12;

  private GradientCheck() {}

  /**
   * The result for one input.
   *
   * @param operation the case
   * @param size the size at which it ran
   * @param input the input's name
   * @param relativeError {@code |a - d| / max(|a|, |d|)} with Euclidean norms over the tried
   *     elements, a the backward pass and d the differences; 0 where both are 0
   */
  public record Result(OperationCase operation, Size size, String input, double relativeError) {
    /** Whether the error is a number and at most {@link #TOLERANCE}. */
    public boolean passed() {
      return relativeError <= TOLERANCE;
    }
  }

  /** Whether a case has a backward pass. */
  public static boolean applies(OperationCase operation, Backend backend) {
    return !operation.on(backend, operation.sizes().getFirst()).variables().isEmpty();
  }

  /**
   * Checks every input of a case at one size.
   *
   * @param operation the case
   * @param size one of its sizes
   * @param backend a backend in double precision
   * @return one result for each differentiable input
   * @throws IllegalStateException if the operation wrote outside of one of its buffers
   */
  public static List<Result> check(OperationCase operation, Size size, Backend backend) {
    Workbench workbench = operation.on(backend, size);
    workbench.run();
    List<Result> results = new ArrayList<>();
    for (Map.Entry<String, Tensor> variable : workbench.variables().entrySet()) {
      double error = relativeError(workbench, variable.getValue());
      results.add(new Result(operation, size, variable.getKey(), error));
    }
    return results;
  }

  private static double relativeError(Workbench workbench, Tensor variable) {
    double[] gradient = variable.gradient().toArray();
    double[] values = variable.value().toArray();
    int probes = Math.min(PROBES, values.length);
    double differenceNorm = 0;
    double gradientNorm = 0;
    double numericNorm = 0;
    for (int p = 0; p < probes; p++) {
      int at = (int) ((long) p * values.length / probes);
      double numeric = derivative(workbench, variable, values, at);
      differenceNorm += (numeric - gradient[at]) * (numeric - gradient[at]);
      gradientNorm += gradient[at] * gradient[at];
      numericNorm += numeric * numeric;
    }
    variable.value().write(values);
    double scale = Math.sqrt(Math.max(gradientNorm, numericNorm));
    return scale == 0 ? 0 : Math.sqrt(differenceNorm) / scale;
  }

  private static double derivative(Workbench workbench, Tensor variable, double[] values, int at) {
    double near =
        objective(workbench, variable, values, at, STEP)
            - objective(workbench, variable, values, at, -STEP);
    double far =
        objective(workbench, variable, values, at, 2 * STEP)
            - objective(workbench, variable, values, at, -2 * STEP);
    return (8 * near - far) / (12 * STEP);
  }

  private static double objective(
      Workbench workbench, Tensor variable, double[] values, int at, double step) {
    double[] moved = values.clone();
    moved[at] += step;
    variable.value().write(moved);
    return workbench.objective();
  }
}
