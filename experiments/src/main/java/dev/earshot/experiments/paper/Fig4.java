package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.RepresentationJob;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.paper.Figures.LinePoint;
import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Fig. 4: over-smoothing. How alike nodes become with depth, by self-supervised task. */
final class Fig4 {
  static final String NAME = "fig4";

  private static final String TITLE = "Mean average distance by depth and task (Fig. 4)";
  private static final List<Integer> DEPTHS = IntStream.rangeClosed(1, 8).boxed().toList();
  private static final List<Integer> QUICK_DEPTHS = List.of(1, 2, 4, 8);
  private static final Column DISTANCE = new Column("mean average distance", Unit.FRACTION);
  private static final Column UA = new Column("UA %", Unit.PERCENT);

  private Fig4() {}

  private static List<Integer> depths(Setup setup) {
    return setup.quick() ? QUICK_DEPTHS : DEPTHS;
  }

  private static String setting(String task, int depth) {
    return task + ", depth " + depth;
  }

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    List<Cell> cells = new ArrayList<>();
    for (int depth : depths(setup).reversed()) {
      for (String name : Setup.recipeNames()) {
        Setup.singleTasks()
            .forEach((words, set) -> {
              var recipe = setup.recipe(name).withTasks(set);
              var varied = recipe.withNetwork(recipe.network().withLayers(depth));
              cells.addAll(
                  setup.cells(
                      source,
                      Setup.TENTH,
                      name,
                      setting(words, depth),
                      trial -> RepresentationJob.of(trial, varied, false)));
            });
      }
    }
    return new Experiment(
        NAME,
        TITLE,
        setup.about(source, "Depth: number of hidden layers without the head; the paper uses 2"),
        cells,
        results -> findings(setup, results));
  }

  private static Findings findings(Setup setup, Results results) {
    List<Row> rows = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      List<LinePoint> linePoints = new ArrayList<>();
      for (String task : Setup.singleTasks().keySet()) {
        for (int depth : depths(setup)) {
          String setting = setting(task, depth);
          MeanStd distance = results.score(name, setting, RepresentationJob.DISTANCE);
          linePoints.add(new LinePoint(task, depth, distance));
          rows.add(
              new Row(
                  List.of(name, task, Integer.toString(depth)),
                  Map.of(
                      DISTANCE.name(),
                      distance,
                      UA.name(),
                      results.score(name, setting, ScoringJob.UNWEIGHTED_ACCURACY)),
                  ""));
        }
      }
      figures.add(
          Figures.lines(
              name, Axis.linear("hidden layers"), Axis.linear(DISTANCE.name()), linePoints));
    }
    for (List<String> words : setup.printed().rows(NAME)) {
      rows.add(
          new Row(
              List.of("the paper", words.getFirst(), "five"),
              Map.of(),
              setup.printed().of(NAME, words.getFirst())));
    }
    var sheet =
        new Sheet(
            NAME,
            "Mean average (cosine) distance between hidden rows of clips without a label",
            List.of("method", "task", "depth"),
            List.of(DISTANCE, UA),
            rows,
            List.of(
                "The paper: IEMOCAP at five depths; our copy of the text does not name the depths or"
                    + " which task has which line. Two trends can be compared: the distance falls"
                    + " with depth, and tasks raise it."));
    return new Findings(List.of(sheet), figures);
  }
}
