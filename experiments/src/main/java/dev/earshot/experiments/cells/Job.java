package dev.earshot.experiments.cells;

import dev.earshot.compute.Backend;
import java.io.IOException;
import java.util.Map;

/** What a cell does. */
public interface Job {
  /**
   * All that decides what comes out, apart from the backend: texts, numbers, lists and maps. Works
   * of equal settings are done once.
   */
  Map<String, Object> settings();

  /** Does it, in one thread. */
  CellResult run(Backend backend) throws IOException, InterruptedException;
}
