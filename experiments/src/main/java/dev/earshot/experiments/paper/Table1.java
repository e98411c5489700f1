package dev.earshot.experiments.paper;

import dev.earshot.Dataset;
import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Figure.Bars;
import dev.earshot.experiments.Figure.Bars.Category;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Table I, acoustic events, and Fig. 2, the average precision of each class. */
final class Table1 {
  static final String NAME = "table1";

  private static final String TITLE = "Acoustic events by method and task (Table I, Fig. 2)";
  private static final List<String> FULL_BASELINES = List.of("lr-balanced", "mlp");
  private static final Column MAP = new Column("mAP", Unit.FRACTION);
  private static final Column ACCURACY = new Column("UA %", Unit.PERCENT);
  private static final Column SECONDS = new Column("seconds a run", Unit.NUMBER);

  private static final Column TRAINING = new Column("training clips", Unit.COUNT);
  private static final Column TEST = new Column("test clips", Unit.COUNT);
  private static final Column COMPLETION = new Column("AP paper", Unit.FRACTION);
  private static final Column GRAPH = new Column("AP graph", Unit.FRACTION);
  private static final Column OURS = new Column("AP default", Unit.FRACTION);

  private Table1() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.sounds();
    var table = new MethodTable(setup, source, setup.baselines(), FULL_BASELINES);
    return new Experiment(
        NAME,
        TITLE,
        setup.about(source),
        table.cells(),
        results -> findings(setup, table, results));
  }

  private static Findings findings(Setup setup, MethodTable table, Results results) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(ScoringJob.MEAN_AVERAGE_PRECISION, MAP);
    columns.put(ScoringJob.UNWEIGHTED_ACCURACY, ACCURACY);
    columns.put(ScoringJob.SECONDS, SECONDS);
    List<Row> rows =
        new ArrayList<>(
            table.rows(results, columns, (labels, task) -> setup.printed().of(NAME, labels, task)));
    for (List<String> words : setup.printed().rows(NAME, "others")) {
      rows.add(
          MethodTable.other(
              words.get(1),
              words.get(0),
              setup.printed().of(NAME, "others", words.get(0), words.get(1))));
    }
    var sheet =
        new Sheet(
            NAME,
            "Mean average precision by method, labels and self-supervised task",
            List.of("method", "labels", "task"),
            List.copyOf(columns.values()),
            rows,
            MethodTable.notes(
                "The paper: mAP of 33 AudioSet classes with about 89,000 training and 8,000 test"
                    + " clips, on features of its own. Clips, classes and features differ here: the"
                    + " order of methods can be compared, the values cannot."));
    List<Row> classes = classes(setup, table, results);
    var byClass =
        new Sheet(
            NAME + "-classes",
            "Average precision of each class with 10 % of the labels (Fig. 2)",
            List.of("class"),
            List.of(TRAINING, TEST, COMPLETION, GRAPH, OURS),
            classes,
            List.of(
                "The paper prints one value, church bell, measured on its own 627 clips with"
                    + " completion.",
                "paper and graph: with completion, as in Fig. 2; default unchanged. Sorted by"
                    + " default."));
    return new Findings(
        List.of(sheet, byClass),
        List.of(
            Figures.bars("Mean average precision", rows, MAP, Axis.linear("mAP")), chart(classes)));
  }

  private static List<Row> classes(Setup setup, MethodTable table, Results results) {
    Dataset data = table.source().data();
    var partition = new Trial(table.source(), Setup.TENTH, 0).partition();
    int[] test = counts(data, partition.predicted());
    int[] training = counts(data, IntStream.range(0, data.rows()).toArray());
    for (int c = 0; c < test.length; c++) {
      training[c] -= test[c];
    }
    List<Row> rows = new ArrayList<>();
    for (int c = 0; c < test.length; c++) {
      String name = data.classes().get(c);
      rows.add(
          new Row(
              List.of(name),
              Map.of(
                  TRAINING.name(),
                  MeanStd.of(training[c]),
                  TEST.name(),
                  MeanStd.of(test[c]),
                  COMPLETION.name(),
                  precision(results, Setup.PAPER, "completion", c),
                  GRAPH.name(),
                  precision(results, Setup.GRAPH, "completion", c),
                  OURS.name(),
                  precision(results, Setup.DEFAULT, MethodTable.NONE, c)),
              setup.printed().of("fig2", name)));
    }
    rows.sort(Comparator.comparingDouble(row -> -row.scores().get(OURS.name()).mean()));
    return rows;
  }

  private static int[] counts(Dataset data, int[] rows) {
    int[] counts = new int[data.classes().size()];
    for (int row : rows) {
      counts[data.labels()[row]]++;
    }
    return counts;
  }

  private static MeanStd precision(Results results, String method, String task, int label) {
    return results.score(
        method,
        MethodTable.setting(MethodTable.SEMI, task),
        result -> result.list(ScoringJob.AVERAGE_PRECISION)[label]);
  }

  private static Figure chart(List<Row> classes) {
    return new Bars(
        "Average precision by class",
        "Beside each class: its number of training clips.",
        Axis.fullPercent("average precision"),
        classes.stream()
            .map(row ->
                new Category(
                    row.keys().getFirst(),
                    Unit.COUNT.text(row.scores().get(TRAINING.name()).mean())))
            .toList(),
        List.of(
            Figures.series("paper, completion", classes, COMPLETION),
            Figures.series("graph, completion", classes, GRAPH),
            Figures.series("default", classes, OURS)));
  }
}
