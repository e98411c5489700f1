package dev.earshot.nn;

import dev.earshot.base.Checks;
import java.util.List;

/**
 * A named parameter of a network.
 *
 * @param name its name, such as {@code conv1.weight}
 * @param rows number of inputs of a weight matrix; 1 for a bias
 * @param columns number of outputs
 */
public record ParameterShape(String name, int rows, int columns) {
  /**
   * @throws IllegalArgumentException if it is empty, or too large for an array
   */
  public ParameterShape {
    Checks.require(
        rows >= 1 && columns >= 1 && (long) rows * columns < Integer.MAX_VALUE / 8,
        "parameter %s of %s x %s numbers: expected 1 to 2^28",
        name,
        rows,
        columns);
  }

  /**
   * The number of elements of several parameters.
   *
   * @throws IllegalArgumentException if they are too many for an array
   */
  public static int sum(List<ParameterShape> shapes) {
    long sum = shapes.stream().mapToLong(ParameterShape::size).sum();
    Checks.require(sum < Integer.MAX_VALUE / 8, "%s parameters: at most 2^28 are possible", sum);
    return (int) sum;
  }

  /** Number of elements. */
  public int size() {
    return rows * columns;
  }

  /** Whether it is a scale of normalised values, which starts at 1. */
  public boolean isScale() {
    return name.endsWith(".scale");
  }

  /** Whether it is a bias, which starts at 0. */
  public boolean isBias() {
    return name.endsWith(".bias");
  }
}
