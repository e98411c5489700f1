package dev.earshot.nn;

/**
 * A named parameter of a network.
 *
 * @param name such as {@code conv1.weight}
 * @param rows a weight's inputs; 1 for a bias
 * @param columns a weight's outputs
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
