package dev.earshot.experiments.paper;

import dev.earshot.LabelBudget;
import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.paper.Sweep.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Fig. 6: accuracy at label rates of 2, 5 and 10 %. */
final class Fig6 {
  static final String NAME = "fig6";

  private static final String TITLE =
      "Unweighted accuracy with 2, 5 and 10 % of the labels (Fig. 6)";
  private static final List<Integer> PERCENT = List.of(2, 5, 10);
  private static final List<String> BASELINES = List.of("lr-balanced", "mlp");

  private Fig6() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    List<Point> points = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      Setup.singleTasks()
          .forEach((task, set) -> {
            var recipe = setup.recipe(name).withTasks(set);
            for (int percent : PERCENT) {
              points.add(point(name, task, percent, trial -> ScoringJob.of(trial, recipe)));
            }
          });
    }
    for (String name : BASELINES) {
      for (int percent : PERCENT) {
        points.add(point(name, MethodTable.NO_TASK, percent, trial -> ScoringJob.of(trial, name)));
      }
    }
    var sweep = new Sweep(setup, source, points);
    return new Experiment(
        NAME,
        TITLE,
        setup.about(source, "At least 2 labels a class, so the label rate may be above 2 %"),
        sweep.cells(),
        results ->
            sweep.findings(
                results,
                NAME,
                TITLE,
                "task",
                "labels",
                Axis.percent("label rate"),
                List.of(
                    "The paper: on IEMOCAP tasks help at each rate, denoise most; its numbers are"
                        + " not printed. Whether tasks help can be compared.")));
  }

  private static Point point(
      String method, String task, int percent, Function<Trial, ScoringJob> scoring) {
    return new Point(
        method,
        task,
        percent + " %",
        percent / 100.0,
        new LabelBudget.Rate(percent / 100.0),
        scoring);
  }
}
