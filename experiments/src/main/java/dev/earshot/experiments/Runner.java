package dev.earshot.experiments;

import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.CellResult;
import dev.earshot.experiments.cells.CellStore;
import dev.earshot.experiments.cells.Results;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.run.ParallelRuns;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Does the cells that are not finished, several at a time, each in one thread of the host.
 *
 * @param store where finished cells are kept
 * @param provider opens a backend for each cell
 * @param version of the engine; what another has done is not used
 * @param threads how many of the host's compute; results do not depend on it
 */
public record Runner(CellStore store, BackendProvider provider, String version, int threads) {
  private String engine() {
    return version + ", " + provider.name();
  }

  /** The cells of an experiment that are to be done, by fingerprint. */
  private Map<String, Cell> missing(List<Cell> cells) {
    Map<String, Cell> missing = new LinkedHashMap<>();
    for (Cell cell : cells) {
      String fingerprint = cell.fingerprint(engine());
      if (store.find(fingerprint).isEmpty()) {
        missing.putIfAbsent(fingerprint, cell);
      }
    }
    return missing;
  }

  /** How many cells {@link #run} would do: those not finished, equal ones counted once. */
  public int missing(Experiment experiment) {
    return missing(experiment.cells()).size();
  }

  /**
   * Does what is missing.
   *
   * @param finished told each time that a cell is stored, from the threads that work
   * @throws InterruptedException if the thread is interrupted; finished cells are stored
   */
  public Results run(Experiment experiment, Runnable finished)
      throws IOException, InterruptedException {
    List<Map.Entry<String, Cell>> missing = List.copyOf(missing(experiment.cells()).entrySet());
    if (!missing.isEmpty()) {
      ParallelRuns.of(
          missing.size(),
          provider.runsAtATime(threads),
          number -> {
            Cell cell = missing.get(number).getValue();
            store.add(missing.get(number).getKey(), cell, values(experiment, cell));
            finished.run();
            return number;
          });
    }
    var results = new Results();
    for (Cell cell : experiment.cells()) {
      results.add(cell, store.find(cell.fingerprint(engine())).orElseThrow());
    }
    return results;
  }

  private CellResult values(Experiment experiment, Cell cell) throws IOException, InterruptedException {
    try (Backend backend = provider.open(1)) {
      return cell.work().run(backend);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          "%s: %s: %s".formatted(experiment.name(), cell.words(), e.getMessage()));
    }
  }
}
