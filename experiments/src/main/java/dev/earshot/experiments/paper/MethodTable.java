package dev.earshot.experiments.paper;

import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Job;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.metrics.MeanStd;
import dev.earshot.run.LabelBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Tables I and II: each recipe with each self-supervised task, and the baselines, with a tenth of
 * the labels and with all.
 *
 * @param semi names of the baselines with a tenth of the labels
 * @param full names of the baselines with all
 */
record MethodTable(Setup setup, DataSource source, List<String> semi, List<String> full) {
  static final String SEMI = "semi";
  static final String FULL = "full";

  /** Without a self-supervised task. */
  static final String NONE = "none";

  /** In place of a task, where a method knows of none. */
  static final String OWN = "-";

  private static final LabelBudget ALL = new LabelBudget.Rate(1);
  private static final Map<String, String> LABELS = Map.of(SEMI, "10 %", FULL, "all");

  static String setting(String labels, String task) {
    return labels + ", " + task;
  }

  private static LabelBudget budget(String labels) {
    return labels.equals(SEMI) ? Setup.TENTH : ALL;
  }

  /** Roughly the longest first, so that no thread waits for the last one. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String name : Setup.recipeNames().reversed()) {
      var recipe = setup.plain(name);
      cells.addAll(cells(name, FULL, NONE, trial -> ScoringJob.of(trial, recipe)));
    }
    full.forEach(name -> cells.addAll(cells(name, FULL, OWN, trial -> ScoringJob.of(trial, name))));
    for (String name : Setup.recipeNames().reversed()) {
      Setup.tasks()
          .forEach((task, set) -> {
            var recipe = setup.recipe(name).withTasks(set);
            cells.addAll(cells(name, SEMI, task, trial -> ScoringJob.of(trial, recipe)));
          });
    }
    semi.forEach(name -> cells.addAll(cells(name, SEMI, OWN, trial -> ScoringJob.of(trial, name))));
    return cells;
  }

  private List<Cell> cells(String method, String labels, String task, Function<Trial, Job> work) {
    return setup.cells(source, budget(labels), method, setting(labels, task), work);
  }

  /** What one of the cells' methods gave. */
  static MeanStd score(Results results, String method, String labels, String task, String name) {
    return results.score(method, setting(labels, task), name);
  }

  /**
   * The rows, by method.
   *
   * @param columns of {@link ScoringJob}'s numbers, by the name that they have there
   * @param printed what the paper printed, given labels and task
   */
  List<Row> rows(Results results, Map<String, Column> columns, BinaryOperator<String> printed) {
    List<Row> rows = new ArrayList<>();
    for (String labels : List.of(SEMI, FULL)) {
      for (String name : Setup.recipeNames()) {
        for (String task : labels.equals(SEMI) ? Setup.tasks().keySet() : List.of(NONE)) {
          String paper = name.equals(Setup.PAPER) ? printed.apply(labels, task) : "";
          rows.add(row(results, columns, name, labels, task, paper));
        }
      }
      for (String name : labels.equals(SEMI) ? semi : full) {
        rows.add(row(results, columns, name, labels, OWN, ""));
      }
    }
    return rows;
  }

  private static Row row(
      Results results,
      Map<String, Column> columns,
      String method,
      String labels,
      String task,
      String printed) {
    Map<String, MeanStd> scores = new LinkedHashMap<>();
    columns.forEach(
        (name, column) -> scores.put(column.name(), score(results, method, labels, task, name)));
    return new Row(List.of(method, LABELS.get(labels), task), scores, printed);
  }

  /** A row of a method that only the paper has. */
  static Row other(String name, String labels, String printed) {
    return new Row(List.of(name, LABELS.getOrDefault(labels, labels), OWN), Map.of(), printed);
  }

  /**
   * What a reader must know.
   *
   * @param compared how the paper's figures and ours compare
   */
  static List<String> notes(String compared) {
    return List.of(
        compared,
        "The paper's splits leave it a tenth of the clips to validate by besides; here labels to"
            + " validate by come out of the same budget.",
        "paper: with its 4 random edges into a new clip it stays near chance, probably because"
            + " training edges follow labels and those do not; 'experiment edges' shows the same"
            + " network with other edges.");
  }
}
