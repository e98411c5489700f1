package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.paper.Sweep.Point;
import dev.earshot.method.ssl.SslTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Fig. 5 (b): accuracy by the fraction of nodes that the completion task masks. */
final class Fig5b {
  static final String NAME = "fig5b";

  private static final String TITLE = "Unweighted accuracy by fraction of masked nodes (Fig. 5 b)";
  private static final List<Integer> PERCENT = List.of(4, 7, 10, 15, 20, 30, 40, 50, 70);
  private static final List<Integer> QUICK_PERCENT = List.of(5, 10, 20, 40);

  private Fig5b() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    List<Point> points = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      var recipe = setup.recipe(name).withTasks(Set.of(SslTask.COMPLETION));
      for (int percent : setup.quick() ? QUICK_PERCENT : PERCENT) {
        points.add(
            new Point(
                name,
                "",
                percent + " %",
                percent / 100.0,
                recipe.withSsl(recipe.ssl().withFraction(percent / 100.0))));
      }
    }
    var sweep = new Sweep(setup, source, points);
    return new Experiment(
        NAME,
        TITLE,
        setup.about(source, "Completion alone; at least 2 nodes are masked"),
        sweep.cells(),
        results ->
            sweep.findings(
                results,
                NAME,
                TITLE,
                "",
                "masked",
                Axis.percent("masked nodes"),
                List.of(
                    "The paper: accuracy on IEMOCAP falls above 10 %; its numbers are not printed."
                        + " The trend can be compared.")));
  }
}
