package dev.earshot.check;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Compares the results of a backend with those of the reference, one by one. */
public final class Parity {
  private Parity() {}

  /**
   * The comparison of one result.
   *
   * @param operation the case
   * @param size the size at which it ran
   * @param name name of the result
   * @param error {@code |a - r|^2 / |r|^2} with Euclidean norms, r the reference's result; for
   *     integers, the number of elements that differ. It is NaN if either result holds a NaN
   */
  public record Result(OperationCase operation, Size size, String name, double error) {
    /** Whether the error is a number and at most the case's tolerance. */
    public boolean passed() {
      return error <= operation.tolerance();
    }
  }

  /**
   * Runs a case at one size on both backends and compares the results.
   *
   * @param operation the case
   * @param size one of its sizes
   * @param backend the backend to check
   * @param reference the reference
   * @return one entry for each result
   * @throws IllegalStateException if a backend wrote outside of one of its buffers
   */
  public static List<Result> compare(
      OperationCase operation, Size size, Backend backend, Backend reference) {
    return compare(operation, size, operation.on(backend, size), operation.on(reference, size));
  }

  /**
   * Runs two workbenches on which the case was set up at this size, and compares the results.
   *
   * @param operation the case
   * @param size its size
   * @param actual a workbench on the backend to check
   * @param expected a workbench on the reference
   * @return one entry for each result
   * @throws IllegalStateException if a backend wrote outside of one of its buffers
   */
  public static List<Result> compare(
      OperationCase operation, Size size, Workbench actual, Workbench expected) {
    actual.run();
    expected.run();
    List<Result> results = new ArrayList<>();
    for (Map.Entry<String, Matrix> matrix : expected.matrices().entrySet()) {
      String name = matrix.getKey();
      double error = error(actual.matrices().get(name).toArray(), matrix.getValue().toArray());
      results.add(new Result(operation, size, name, error));
    }
    for (Map.Entry<String, Indices> indices : expected.indices().entrySet()) {
      String name = indices.getKey();
      int[] truth = indices.getValue().toArray();
      int[] found = actual.indices().get(name).toArray();
      double differing = IntStream.range(0, truth.length).filter(i -> truth[i] != found[i]).count();
      results.add(new Result(operation, size, name, differing));
    }
    return results;
  }

  /** {@code |a - r|^2 / |r|^2}; if r is 0, {@code |a - r|^2}. */
  public static double error(double[] actual, double[] reference) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < reference.length; i++) {
      difference += (actual[i] - reference[i]) * (actual[i] - reference[i]);
      norm += reference[i] * reference[i];
    }
    return norm == 0 ? difference : difference / norm;
  }
}
