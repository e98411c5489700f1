package dev.earshot.check;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Compares a backend with the reference, result by result. */
public final class Parity {
  private Parity() {}

  /**
   * The comparison of one result.
   *
   * @param error {@code |a - r|^2 / |r|^2} with Euclidean norms, r the reference's; for integers
   *     the number that differ. NaN when either holds one
   */
  public record Result(OperationCase operation, Size size, String name, double error) {
    /** Whether the error is a number within the case's tolerance. */
    public boolean passed() {
      return error <= operation.tolerance();
    }
  }

  /** Runs a case at one size on both backends. */
  public static List<Result> compare(
      OperationCase operation, Size size, Backend backend, Backend reference) {
    return compare(operation, size, operation.on(backend, size), operation.on(reference, size));
  }

  /** Runs two workbenches that the case was laid out on at this size. */
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

  /** {@code |a - r|^2 / |r|^2}; relative to 1 where r is 0. */
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
