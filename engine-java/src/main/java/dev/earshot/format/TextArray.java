package dev.earshot.format;

import java.util.List;

/**
 * Strings in an array of any shape, row-major, such as numpy's fixed-width {@code U} and {@code S}
 * arrays.
 *
 * @param shape the length of each axis, outermost first
 * @param values the strings
 */
public record TextArray(List<Integer> shape, List<String> values) implements NdArray {
  /** The bytes that an empty string and the reference to it take in memory. */
  static final int STRING_BYTES = 64;

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

  @Override
  public long memory() {
    return values.stream().mapToLong(value -> STRING_BYTES + 2L * value.length()).sum();
  }

  /** Makes a one-dimensional array. */
  public static TextArray of(List<String> values) {
    return new TextArray(List.of(values.size()), values);
  }
}
