package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Table II: speech emotion. */
final class Table2 {
  static final String NAME = "table2";

  private static final String TITLE = "Speech emotion by method and task (Table II)";
  private static final List<String> FULL_BASELINES = List.of("lr-balanced", "mlp");
  private static final List<String> SETS = List.of("IEMOCAP", "MSP-IMPROV");
  private static final Column UA = new Column("UA %", Unit.PERCENT);
  private static final Column ACCURACY = new Column("accuracy %", Unit.PERCENT);
  private static final Column MAP = new Column("mAP %", Unit.PERCENT);
  private static final Column SECONDS = new Column("seconds a run", Unit.NUMBER);

  private Table2() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
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
    columns.put(ScoringJob.UNWEIGHTED_ACCURACY, UA);
    columns.put(ScoringJob.ACCURACY, ACCURACY);
    columns.put(ScoringJob.MEAN_AVERAGE_PRECISION, MAP);
    columns.put(ScoringJob.SECONDS, SECONDS);
    List<Row> rows =
        new ArrayList<>(
            table.rows(results, columns, (labels, task) -> printed(setup.printed(), labels, task)));
    for (List<String> words : others(setup.printed())) {
      String labels = words.get(0);
      rows.add(
          MethodTable.other(
              words.get(1), labels, printed(setup.printed(), "others", labels, words.get(1))));
    }
    var sheet =
        new Sheet(
            NAME,
            "Unweighted accuracy by method, labels and self-supervised task",
            List.of("method", "labels", "task"),
            List.copyOf(columns.values()),
            rows,
            MethodTable.notes(
                "The paper: unweighted accuracy in %, "
                    + String.join(" / ", SETS)
                    + ", of 4 emotions each; we have no licence for these sets. On "
                    + table.source().name()
                    + " the order of methods can be compared, the values cannot."));
    return new Findings(
        List.of(sheet),
        List.of(
            Figures.bars("Unweighted accuracy", rows, UA, Axis.percent("unweighted accuracy"))));
  }

  /** The methods that only the paper measured: label setting and name, once for both sets. */
  private static Iterable<List<String>> others(PublishedFigures printed) {
    return printed.rows(NAME, "others").stream()
        .map(words -> words.subList(0, 2))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String printed(PublishedFigures printed, String... words) {
    List<String> both =
        SETS.stream()
            .map(set ->
                printed.of(
                    NAME,
                    Stream.concat(Arrays.stream(words), Stream.of(set)).toArray(String[]::new)))
            .map(text -> text.isEmpty() ? "-" : text)
            .toList();
    return both.stream().allMatch("-"::equals) ? "" : String.join(" / ", both);
  }
}
