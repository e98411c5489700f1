package dev.earshot.experiments;

import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Results;
import java.util.List;
import java.util.function.Function;

/**
 * A table or figure of the paper, or a study of our own: what to train, and how to present it.
 *
 * @param name its name on the command line
 * @param title what it shows, in one line
 * @param about the conditions: data, labels, runs, what {@code --quick} cuts short
 * @param cells the trainings
 * @param analysis makes tables and figures of the results of all cells
 */
public record Experiment(
    String name,
    String title,
    List<String> about,
    List<Cell> cells,
    Function<Results, Findings> analysis) {
  public Experiment {
    about = List.copyOf(about);
    cells = List.copyOf(cells);
  }

  /** The tables and figures of an experiment, as plain data. */
  public record Findings(List<Sheet> sheets, List<Figure> figures) {
    public Findings {
      sheets = List.copyOf(sheets);
      figures = List.copyOf(figures);
    }
  }
}
