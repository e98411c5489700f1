package dev.earshot.experiments.cells;

import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What an experiment's cells gave, by method and setting. */
public final class Results {
  private record Key(String method, String setting) {}

  private final Map<Key, List<CellResult>> byKey = new LinkedHashMap<>();

  public void add(Cell cell, CellResult values) {
    byKey
        .computeIfAbsent(new Key(cell.method(), cell.setting()), key -> new ArrayList<>())
        .add(values);
  }

  /** One entry a run, in order of seed. */
  public List<CellResult> of(String method, String setting) {
    var found = byKey.get(new Key(method, setting));
    if (found == null) {
      throw new IllegalArgumentException("no cell " + method + ", " + setting);
    }
    return List.copyOf(found);
  }

  /** Mean and deviation over the runs of a number by name. */
  public MeanStd score(String method, String setting, String name) {
    return score(method, setting, values -> values.get(name));
  }

  /** Mean and deviation over the runs of what is made of their numbers. */
  public MeanStd score(String method, String setting, ToDoubleFunction<CellResult> number) {
    return MeanStd.of(of(method, setting).stream().mapToDouble(number).toArray());
  }
}
