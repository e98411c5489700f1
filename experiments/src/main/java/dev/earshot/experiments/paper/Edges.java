package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.paper.Sweep.Point;
import dev.earshot.method.Inference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Edges between a new clip and the training clips: the paper's section III.D and alternatives. */
final class Edges {
  static final String NAME = "edges";

  private static final String TITLE = "Unweighted accuracy by edges into a new clip";
  private static final List<Integer> RANDOM = IntStream.rangeClosed(1, 20).boxed().toList();
  private static final List<Integer> QUICK_RANDOM = List.of(1, 2, 4, 8, 14, 20);

  private static final String MATCHED = "paper-matched";

  /** The recipes of all experiments, and those that are trained for random edges. */
  private static final List<String> NAMES =
      Stream.concat(Setup.recipeNames().stream(), Stream.of(MATCHED, MATCHED + "-graphconv"))
          .toList();

  private Edges() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    List<Point> points = new ArrayList<>();
    for (String name : NAMES) {
      boolean matched = name.startsWith(MATCHED);
      var recipe = setup.plain(name);
      var inference = recipe.inference();
      points.add(
          new Point(
              name, "none", "0", 0, recipe.withInference(inference.withMode(Inference.NONE))));
      points.add(
          new Point(
              name,
              "nearest",
              Integer.toString(inference.neighbors()),
              inference.neighbors(),
              recipe.withInference(inference.withMode(Inference.KNN))));
      for (int edges : setup.quick() ? QUICK_RANDOM : RANDOM) {
        points.add(
            new Point(
                name,
                "random",
                Integer.toString(edges),
                edges,
                recipe.withInference(
                    inference
                        .withMode(matched ? Inference.MATCHED : Inference.RANDOM)
                        .withRandomEdges(edges))));
      }
    }
    var sweep = new Sweep(setup, source, points);
    return new Experiment(
        NAME,
        TITLE,
        setup.about(
            source,
            "No self-supervised task. A single network keeps the weights of its best validation"
                + " score, with validation clips joined in the same way"),
        sweep.cells(),
        results ->
            sweep.findings(
                results,
                NAME,
                TITLE,
                "edges",
                "count",
                Axis.linear("edges into a new clip"),
                List.of(
                    "paper-matched: in training, half of the labelled nodes get as many random edges"
                        + " as a new clip will; edges have a direction, and there are none of"
                        + " weight -1.",
                    "The paper: T = 4 random edges. It prints no numbers for other edges, so there is"
                        + " nothing to compare with.")));
  }
}
