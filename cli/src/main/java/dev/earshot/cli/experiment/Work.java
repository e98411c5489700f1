package dev.earshot.cli.experiment;

import dev.earshot.compute.Backend;
import java.io.IOException;
import java.util.Map;

/** What a cell does. */
interface Work {
  /**
   * All that decides what comes out, apart from the backend: texts, numbers, lists and maps. Works
   * of equal settings are done once.
   */
  Map<String, Object> settings();

  /** Does it, in one thread. */
  Values run(Backend backend) throws IOException, InterruptedException;
}
