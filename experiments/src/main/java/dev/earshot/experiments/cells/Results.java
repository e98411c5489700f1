package dev.earshot.experiments.cells;

import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results of an experiment's cells, by method and setting. */
public final class Results {
  private record Key(String method, String setting) {}

  private final Map<Key, List<CellResult>> byKey = new LinkedHashMap<>();

  /** Adds the result of a cell; cells of one method and setting in order of their seeds. */
  public void add(Cell cell, CellResult result) {
    byKey
        .computeIfAbsent(new Key(cell.method(), cell.setting()), key -> new ArrayList<>())
        .add(result);
  }

  /**
   * The results of all runs, in order of their seeds.
   *
   * @throws IllegalArgumentException if there is no such cell
   */
  public List<CellResult> of(String method, String setting) {
    var found = byKey.get(new Key(method, setting));
    if (found == null) {
      throw new IllegalArgumentException("no cell " + method + ", " + setting);
    }
    return List.copyOf(found);
  }

  /** Mean and standard deviation over the runs of the number of this name. */
  public MeanStd score(String method, String setting, String name) {
    return score(method, setting, result -> result.get(name));
  }

  /** Mean and standard deviation over the runs of a number computed from each result. */
  public MeanStd score(String method, String setting, ToDoubleFunction<CellResult> number) {
    return MeanStd.of(of(method, setting).stream().mapToDouble(number).toArray());
  }
}
