package dev.earshot.experiments.cells;

import dev.earshot.compute.Backend;
import java.io.IOException;
import java.util.Map;

/** The computation of a cell. Equal settings and backends give equal results. */
public interface Job {
  /**
   * Everything that decides the result except the seed and the backend, as texts, numbers, lists
   * and maps. Part of the cell's {@linkplain Cell#fingerprint fingerprint}.
   */
  Map<String, Object> settings();

  /** Computes the result in the calling thread. */
  CellResult run(Backend backend) throws IOException, InterruptedException;
}
