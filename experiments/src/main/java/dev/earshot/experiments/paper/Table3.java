package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.NodeJob;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.data.GraphSource;
import dev.earshot.graph.GraphModel;
import dev.earshot.graph.GraphSettings;
import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Table III: citation graphs, four networks with each task. */
final class Table3 {
  static final String NAME = "table3";

  /** Number of runs, as in the paper. */
  static final int RUNS = 10;

  private static final String TITLE = "Citation graphs by network and task (Table III)";
  private static final List<String> GRAPHS = List.of("Cora", "Citeseer");
  private static final int QUICK_EPOCHS = 30;

  private Table3() {}

  static Experiment of(Setup setup) throws IOException {
    List<GraphSource> sources = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    List<String> about = new ArrayList<>();
    for (String name : GRAPHS) {
      GraphSource source = setup.sources().graph(name);
      sources.add(source);
      about.add(source.describe());
    }
    for (GraphModel model : GraphModel.values()) {
      for (GraphSource source : sources) {
        Setup.bothReadings()
            .forEach((task, set) -> {
              GraphSettings how = shortened(setup, model.settings(set));
              for (long seed = 0; seed < setup.runs(); seed++) {
                cells.add(
                    new Cell(
                        model.label(),
                        setting(source.name(), task),
                        seed,
                        new NodeJob(source, how, seed)));
              }
            });
      }
    }
    about.add(setup.runs() + " runs with other initial weights; mean ± standard deviation");
    about.add(
        "Test accuracy at the epoch with the best validation accuracy. All settings were chosen by"
            + " validation nodes, the weight of the tasks once for all networks and once for GIN");
    if (setup.quick()) {
      about.add("Cut short by --quick: at most %s epochs".formatted(QUICK_EPOCHS));
    }
    return new Experiment(NAME, TITLE, about, cells, results -> findings(setup, results));
  }

  private static GraphSettings shortened(Setup setup, GraphSettings settings) {
    var stopping = settings.stopping();
    return setup.quick()
        ? settings.withStopping(stopping.withEpochs(Math.min(QUICK_EPOCHS, stopping.epochs())))
        : settings;
  }

  private static String setting(String graph, String task) {
    return graph + ", " + task;
  }

  private static Column column(String graph) {
    return new Column(graph + ", accuracy %", Unit.PERCENT);
  }

  private static Findings findings(Setup setup, Results results) {
    List<Row> rows = new ArrayList<>();
    for (GraphModel model : GraphModel.values()) {
      for (String task : Setup.bothReadings().keySet()) {
        Map<String, MeanStd> scores = new LinkedHashMap<>();
        List<String> printed = new ArrayList<>();
        for (String graph : GRAPHS) {
          String setting = setting(graph, task);
          scores.put(
              column(graph).name(), results.score(model.label(), setting, ScoringJob.ACCURACY));
          scores.put(
              validation(graph).name(), results.score(model.label(), setting, NodeJob.VALIDATION));
          printed.add(setup.printed().of(NAME, model.label(), task, graph));
        }
        boolean none = printed.stream().allMatch(String::isEmpty);
        rows.add(
            new Row(List.of(model.label(), task), scores, none ? "" : String.join(" / ", printed)));
      }
    }
    List<Column> columns = new ArrayList<>(GRAPHS.stream().map(Table3::column).toList());
    columns.addAll(GRAPHS.stream().map(Table3::validation).toList());
    var sheet =
        new Sheet(
            NAME,
            "Accuracy by network and self-supervised task",
            List.of("network", "task"),
            columns,
            rows,
            List.of(
                "The paper: accuracy on the test nodes in %, Cora / Citeseer, its mean and"
                    + " deviation. Its Pubmed column is left out: its features are not among the"
                    + " data.",
                "denoise-columns, completion-columns and edge-drop are the tasks as in the authors'"
                    + " public code. The paper has no numbers for them."));
    return new Findings(
        List.of(sheet),
        GRAPHS.stream()
            .map(graph ->
                Figures.bars(
                    "Accuracy on " + graph,
                    rows,
                    column(graph),
                    Axis.percent("accuracy on " + graph)))
            .toList());
  }

  private static Column validation(String graph) {
    return new Column(graph + ", validation %", Unit.PERCENT);
  }
}
