package dev.earshot.experiments;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.CellResult;
import dev.earshot.experiments.cells.CellStore;
import dev.earshot.experiments.cells.Results;
import dev.earshot.run.ParallelRuns;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the cells of an experiment that are not stored yet, several at a time, each in one thread.
 *
 * @param store keeps the results
 * @param provider opens a backend for each cell
 * @param version version of the engine; results of other versions are not used
 * @param threads number of threads; results do not depend on it
 */
public record Runner(CellStore store, BackendProvider provider, String version, int threads) {
  private String engine() {
    return version + ", " + provider.name();
  }

  /** The cells without a stored result, by fingerprint. */
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

  /** The number of cells that {@link #run} would compute; equal cells count once. */
  public int missing(Experiment experiment) {
    return missing(experiment.cells()).size();
  }

  /**
   * Computes the missing cells and returns the results of all.
   *
   * @param finished called by the computing threads after each stored cell
   * @throws InterruptedException if the thread is interrupted; finished cells stay stored
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
            store.add(missing.get(number).getKey(), cell, compute(experiment, cell));
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

  private CellResult compute(Experiment experiment, Cell cell)
      throws IOException, InterruptedException {
    try (Backend backend = provider.open(1)) {
      return cell.job().run(backend);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          "%s: %s: %s".formatted(experiment.name(), cell.describe(), e.getMessage()));
    }
  }
}
