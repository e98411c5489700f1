package dev.earshot.experiments.paper;

import dev.earshot.LabelBudget;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Job;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What Tables I and II have in common: each recipe with each self-supervised task, and the
 * baselines, at label rates of 10 and 100 %.
 *
 * @param setup what all experiments have in common
 * @param source the data
 * @param semi names of the baselines at a label rate of 10 %
 * @param full names of the baselines with all labels
 */
record MethodTable(Setup setup, DataSource source, List<String> semi, List<String> full) {
  /** A label rate of 10 %. */
  static final String SEMI = "semi";

  /** All labels. */
  static final String FULL = "full";

  /** The setting without a self-supervised task. */
  static final String NONE = "none";

  /** The setting of methods without such tasks, and of recipes with their own. */
  static final String NO_TASK = "-";

  private static final LabelBudget ALL = new LabelBudget.Rate(1);
  private static final Map<String, String> LABELS = Map.of(SEMI, "10 %", FULL, "all");

  /** The setting of a cell. */
  static String setting(String labels, String task) {
    return labels + ", " + task;
  }

  private static LabelBudget budget(String labels) {
    return labels.equals(SEMI) ? Setup.TENTH : ALL;
  }

  /** The slowest cells first, so that at the end no thread runs one while the others wait. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String name : Setup.recipeNames().reversed()) {
      var recipe = setup.plain(name);
      cells.addAll(cells(name, FULL, NONE, trial -> ScoringJob.of(trial, recipe)));
    }
    full.forEach(
        name -> cells.addAll(cells(name, FULL, NO_TASK, trial -> ScoringJob.of(trial, name))));
    for (String name : Setup.recipeNames().reversed()) {
      Setup.tasks()
          .forEach((task, set) -> {
            var recipe = setup.recipe(name).withTasks(set);
            cells.addAll(cells(name, SEMI, task, trial -> ScoringJob.of(trial, recipe)));
          });
    }
    semi.forEach(
        name -> cells.addAll(cells(name, SEMI, NO_TASK, trial -> ScoringJob.of(trial, name))));
    return cells;
  }

  private List<Cell> cells(String method, String labels, String task, Function<Trial, Job> job) {
    return setup.cells(source, budget(labels), method, setting(labels, task), job);
  }

  /** Mean and standard deviation of a number of {@link ScoringJob}. */
  static MeanStd score(Results results, String method, String labels, String task, String name) {
    return results.score(method, setting(labels, task), name);
  }

  /**
   * The rows of the table.
   *
   * @param columns columns by the name of the number of {@link ScoringJob} that they show
   * @param printed gives what the paper printed for labels and task
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
        rows.add(row(results, columns, name, labels, NO_TASK, ""));
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

  /** The row of a method that only the paper measured. */
  static Row other(String name, String labels, String printed) {
    return new Row(List.of(name, LABELS.getOrDefault(labels, labels), NO_TASK), Map.of(), printed);
  }

  /**
   * The notes below the table.
   *
   * @param compared which of the paper's numbers can be compared with ours
   */
  static List<String> notes(String compared) {
    return List.of(
        compared,
        "The paper validates on a further 10 % of the clips; here the validation labels are part of"
            + " the label budget.",
        "paper: with 4 random edges into a new clip it stays near chance, probably because training"
            + " edges follow the labels and random edges do not; 'experiment edges' shows the same"
            + " network with other edges.");
  }
}
