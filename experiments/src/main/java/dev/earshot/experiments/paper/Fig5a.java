package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.paper.Sweep.Point;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.SamplingSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Fig. 5 (a): accuracy by the size of a subgraph. */
final class Fig5a {
  static final String NAME = "fig5a";

  private static final String TITLE = "Unweighted accuracy by nodes of a subgraph (Fig. 5 a)";
  private static final List<Integer> SIZES = List.of(12, 20, 30, 40, 50, 60, 80, 100, 150, 250);
  private static final List<Integer> QUICK_SIZES = List.of(15, 30, 50, 80, 150);

  private Fig5a() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    int classes = source.data().classes().size();
    List<Point> points = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      var recipe = setup.plain(name);
      Set<SamplingSettings> samplings = new LinkedHashSet<>();
      for (int size : setup.quick() ? QUICK_SIZES : SIZES) {
        samplings.add(sampling(recipe, size, classes));
      }
      for (SamplingSettings sampling : samplings) {
        int nodes = classes * sampling.perClass() + sampling.unlabelled();
        points.add(
            new Point(name, "", Integer.toString(nodes), nodes, recipe.withSampling(sampling)));
      }
    }
    var sweep = new Sweep(setup, source, points);
    return new Experiment(
        NAME,
        TITLE,
        setup.about(
            source,
            "The number of labelled nodes varies, the same for each class; 5 nodes are unlabelled,"
                + " as in the paper. For %s and %s labelled and unlabelled nodes vary together, 1 to"
                    .formatted(Setup.GRAPH, Setup.DEFAULT)
                + " 4",
            "A class with fewer labels than nodes is drawn with replacement"),
        sweep.cells(),
        results ->
            sweep.findings(
                results,
                NAME,
                TITLE,
                "",
                "nodes",
                Axis.linear("nodes of a subgraph"),
                List.of(
                    "The paper: accuracy on IEMOCAP peaks at about 50 nodes; its numbers are not"
                        + " printed. Where the peak lies can be compared.")));
  }

  /** A sampling of about {@code size} nodes, mixed as in the recipe. */
  private static SamplingSettings sampling(RecipeSettings recipe, int size, int classes) {
    int own = recipe.sampling().unlabelled();
    boolean mostlyUnlabelled = own > recipe.sampling().perClassOf(classes) * classes;
    double labelled = mostlyUnlabelled ? size / 5.0 : size - own;
    int perClass = Math.max(1, (int) Math.round(labelled / classes));
    int unlabelled = mostlyUnlabelled ? Math.max(1, size - perClass * classes) : own;
    return new SamplingSettings(false, perClass, unlabelled);
  }
}
