package dev.earshot.data;

import java.util.List;

/**
 * Strings in an array of any shape, row-major, such as numpy's fixed-width {@code U} and {@code S}
 * arrays.
 *
 * @param shape the length of each axis, outermost first
 * @param values the strings
 */
public record TextArray(List<Integer> shape, List<String> values) implements NdArray {
  /**
   * Copies the lists and checks the size.
   *
   * @throws IllegalArgumentException if the number of values does not fit the shape
   */
  public TextArray {
    shape = List.copyOf(shape);
    values = List.copyOf(values);
    if (NdArray.elements(shape) != values.size()) {
      throw new IllegalArgumentException(
          "shape %s does not hold %s strings".formatted(shape, values.size()));
    }
  }

  /** Makes a one-dimensional array. */
  public static TextArray of(List<String> values) {
    return new TextArray(List.of(values.size()), values);
  }
}
