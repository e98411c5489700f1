package dev.earshot.experiments.cells;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a cell gave: lists of numbers by name, most of length 1.
 *
 * @param byName not to be changed
 */
public record CellResult(Map<String, double[]> byName) {
  /** Adds numbers by name. */
  public static final class Builder {
    private final Map<String, double[]> byName = new LinkedHashMap<>();

    Builder put(String name, double... numbers) {
      byName.put(name, numbers);
      return this;
    }

    CellResult build() {
      return new CellResult(byName);
    }
  }

  /** The only number of this name. */
  public double get(String name) {
    double[] numbers = list(name);
    if (numbers.length != 1) {
      throw new IllegalArgumentException(name + " is " + Arrays.toString(numbers));
    }
    return numbers[0];
  }

  /** The numbers of this name. */
  public double[] list(String name) {
    if (!byName.containsKey(name)) {
      throw new IllegalArgumentException("no " + name + " among " + byName.keySet());
    }
    return byName.get(name);
  }
}
