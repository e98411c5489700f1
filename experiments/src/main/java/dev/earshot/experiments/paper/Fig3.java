package dev.earshot.experiments.paper;

import dev.earshot.Dataset;
import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure;
import dev.earshot.experiments.Figure.Scatter;
import dev.earshot.experiments.Figure.Scatter.Dot;
import dev.earshot.experiments.Figure.Scatter.Group;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.CellResult;
import dev.earshot.experiments.cells.RepresentationJob;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.learner.Perceptron;
import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fig. 3: how well the last hidden layer separates the classes, against a perceptron's. */
final class Fig3 {
  static final String NAME = "fig3";

  private static final String TITLE = "Separation of the classes in the last hidden layer (Fig. 3)";
  private static final String MLP = "mlp";
  private static final Column HIDDEN = new Column("silhouette", Unit.FRACTION);
  private static final Column TEST = new Column("of test clips", Unit.FRACTION);
  private static final Column UA = new Column("UA %", Unit.PERCENT);

  private Fig3() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    List<Cell> cells = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      var recipe = setup.recipe(name);
      cells.addAll(
          setup.cells(
              source,
              Setup.TENTH,
              name,
              MethodTable.NO_TASK,
              trial -> RepresentationJob.of(trial, recipe, trial.seed() == 0)));
    }
    var perceptron = Perceptron.usual(1e-2, 300, List.of());
    cells.addAll(
        setup.cells(
            source,
            Setup.TENTH,
            MLP,
            MethodTable.NO_TASK,
            trial -> RepresentationJob.of(trial, perceptron, trial.seed() == 0)));
    return new Experiment(
        NAME,
        TITLE,
        setup.about(source, "Each recipe uses its own self-supervised tasks"),
        cells,
        results -> findings(setup, source, results));
  }

  private static Findings findings(Setup setup, DataSource source, Results results) {
    List<Row> rows = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    List<String> methods = new ArrayList<>(Setup.recipeNames());
    methods.add(MLP);
    for (String name : methods) {
      String key = name.equals(Setup.PAPER) ? "ours" : "";
      rows.add(
          new Row(
              List.of(name),
              Map.of(
                  HIDDEN.name(), score(results, name, RepresentationJob.SILHOUETTE),
                  TEST.name(), score(results, name, RepresentationJob.TEST_SILHOUETTE),
                  UA.name(), score(results, name, ScoringJob.UNWEIGHTED_ACCURACY)),
              setup.printed().of(NAME, key)));
      figures.add(map(name, source.data(), results.of(name, MethodTable.NO_TASK).getFirst()));
    }
    rows.add(new Row(List.of("SSAST"), Map.of(), setup.printed().of(NAME, "SSAST")));
    var sheet =
        new Sheet(
            NAME,
            "Silhouette of the classes among hidden rows of clips without a label",
            List.of("network"),
            List.of(HIDDEN, TEST, UA),
            rows,
            List.of(
                "The paper: 4 emotions of IEMOCAP, against SSAST, a transformer trained on hundreds"
                    + " of hours; here against a perceptron on the same features and labels. Values"
                    + " cannot be compared.",
                "silhouette: over all clips whose label was hidden, unlabelled training clips and"
                    + " test clips alike; Euclidean distance between hidden rows."));
    return new Findings(List.of(sheet), figures);
  }

  private static MeanStd score(Results results, String method, String number) {
    return results.score(method, MethodTable.NO_TASK, number);
  }

  private static Figure map(String name, Dataset data, CellResult result) {
    double[] xy = result.list(RepresentationJob.MAP);
    double[] rows = result.list(RepresentationJob.ROWS);
    List<List<Dot>> dots = new ArrayList<>();
    data.classes().forEach(each -> dots.add(new ArrayList<>()));
    for (int i = 0; i < rows.length; i++) {
      int row = (int) rows[i];
      int label = data.labels()[row];
      dots.get(label).add(new Dot(xy[2 * i], xy[2 * i + 1], data.ids().get(row)));
    }
    List<Group> groups = new ArrayList<>();
    for (int label = 0; label < dots.size(); label++) {
      groups.add(new Group(data.classes().get(label), dots.get(label)));
    }
    return new Scatter(
        name, "t-SNE of the hidden rows of clips without a label, first run.", groups);
  }
}
