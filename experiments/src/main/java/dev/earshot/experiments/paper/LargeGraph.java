package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.SamplingSettings;
import dev.earshot.nn.OptimizerSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The paper's ablation: all clips in one large graph instead of small balanced subgraphs. */
final class LargeGraph {
  static final String NAME = "largegraph";

  private static final String TITLE = "One large graph against subgraphs";
  private static final String LARGE = "one large graph";
  private static final String SMALL = "subgraphs";

  private LargeGraph() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    List<Cell> cells = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      var small = setup.plain(name);
      var large = large(small, setup.steps());
      cells.addAll(
          setup.cells(source, Setup.TENTH, name, LARGE, trial -> ScoringJob.of(trial, large)));
      cells.addAll(
          setup.cells(source, Setup.TENTH, name, SMALL, trial -> ScoringJob.of(trial, small)));
    }
    return new Experiment(
        NAME,
        TITLE,
        setup.about(
            source,
            "No self-supervised task. An epoch of the large graph is one step; it trains for %s steps"
                .formatted(setup.steps())),
        cells,
        results -> findings(setup, results));
  }

  /** Trains by steps: here an epoch is one step, so the recipe's epochs would be too few. */
  private static RecipeSettings large(RecipeSettings recipe, int steps) {
    var sampling = recipe.sampling();
    var optimizer = recipe.optimizer();
    return recipe
        .withSampling(new SamplingSettings(true, sampling.perClass(), sampling.unlabelled()))
        .withOptimizer(
            new OptimizerSettings(
                optimizer.learningRate(),
                optimizer.weightDecay(),
                optimizer.averageDecay(),
                0,
                steps,
                Math.max(10, optimizer.validateEvery()),
                optimizer.patience()));
  }

  private static Findings findings(Setup setup, Results results) {
    List<Row> rows = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      for (String setting : List.of(LARGE, SMALL)) {
        rows.add(
            new Row(
                List.of(name, setting),
                Map.of(
                    Sweep.UA.name(), results.score(name, setting, ScoringJob.UNWEIGHTED_ACCURACY),
                    Sweep.MAP.name(),
                        results.score(name, setting, ScoringJob.MEAN_AVERAGE_PRECISION)),
                name.equals(Setup.PAPER) ? setup.printed().of(NAME, setting) : ""));
      }
    }
    var sheet =
        new Sheet(
            NAME,
            TITLE,
            List.of("method", "graph"),
            List.of(Sweep.UA, Sweep.MAP),
            rows,
            List.of(
                "The paper: unweighted accuracy in % on IEMOCAP, no self-supervised task. The"
                    + " difference can be compared, the values cannot."));
    return new Findings(
        List.of(sheet),
        List.of(Figures.bars(TITLE, rows, Sweep.UA, Axis.percent("unweighted accuracy"))));
  }
}
