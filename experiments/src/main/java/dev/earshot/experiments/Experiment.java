package dev.earshot.experiments;

import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Results;
import dev.earshot.cli.report.Chart;
import java.util.List;
import java.util.function.Function;

/**
 * A table or figure of the paper.
 *
 * @param name what it is called on the command line
 * @param title what it shows, in one line
 * @param about how it was done: data, labels, runs, what was cut short
 * @param cells what is trained
 * @param show makes tables and figures of what the cells gave
 */
public record Experiment(
    String name,
    String title,
    List<String> about,
    List<Cell> cells,
    Function<Results, Findings> show) {
  public Experiment {
    about = List.copyOf(about);
    cells = List.copyOf(cells);
  }

  /**
   * What an experiment has come to.
   *
   * @param sheets its tables
   * @param charts its figures
   */
  public record Findings(List<Sheet> sheets, List<Chart> charts) {
    public Findings {
      sheets = List.copyOf(sheets);
      charts = List.copyOf(charts);
    }
  }
}
