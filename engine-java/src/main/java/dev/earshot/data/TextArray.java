package dev.earshot.data;

import java.util.List;

/** Row-major strings of any shape; numpy's fixed-width {@code U} and {@code S} arrays. */
public record TextArray(List<Integer> shape, List<String> values) implements NdArray {
  /**
   * @throws IllegalArgumentException if the shape does not hold as many values
   */
  public TextArray {
    shape = List.copyOf(shape);
    values = List.copyOf(values);
    if (NdArray.elements(shape) != values.size()) {
      throw new IllegalArgumentException(
          "shape %s does not hold %d strings".formatted(shape, values.size()));
    }
  }

  /** A one-dimensional array. */
  public static TextArray of(List<String> values) {
    return new TextArray(List.of(values.size()), values);
  }
}
