package dev.earshot.experiments.cells;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a cell: lists of numbers by name. Most lists hold one number.
 *
 * @param byName the lists; callers must not change them
 */
public record CellResult(Map<String, double[]> byName) {
  /** Collects lists by name. */
  public static final class Builder {
    private final Map<String, double[]> byName = new LinkedHashMap<>();

    /** Adds a list. */
    public Builder put(String name, double... numbers) {
      byName.put(name, numbers);
      return this;
    }

    /** The result with all lists added so far. */
    public CellResult build() {
      return new CellResult(byName);
    }
  }

  /**
   * The number of this name.
   *
   * @throws IllegalArgumentException if there is no such list, or it does not hold one number
   */
  public double get(String name) {
    double[] numbers = list(name);
    if (numbers.length != 1) {
      throw new IllegalArgumentException(name + " is " + Arrays.toString(numbers));
    }
    return numbers[0];
  }

  /**
   * The list of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double[] list(String name) {
    if (!byName.containsKey(name)) {
      throw new IllegalArgumentException("no " + name + " among " + byName.keySet());
    }
    return byName.get(name);
  }
}
