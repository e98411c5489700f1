package dev.earshot.nn;

/**
 * A named parameter of a network.
 *
 * @param name its name, such as {@code conv1.weight}
 * @param rows number of inputs of a weight matrix; 1 for a bias
 * @param columns number of outputs
 */
public record ParameterShape(String name, int rows, int columns) {
  /** Number of elements. */
  public int size() {
    return Math.multiplyExact(rows, columns);
  }

  /** Whether it is a bias, which starts at 0. */
  public boolean isBias() {
    return name.endsWith(".bias");
  }
}
