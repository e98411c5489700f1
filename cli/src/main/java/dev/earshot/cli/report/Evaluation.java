package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.TextTable;
import dev.earshot.metrics.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model's scores on labelled clips, for the terminal and as JSON.
 *
 * @param clips number of clips scored
 * @param skipped number of clips that could not be read
 * @param unknown number of clips left out as the model does not have their class
 * @param classes the scores of each class
 * @param confusion numbers of clips; rows are true classes, columns predicted ones
 */
public record Evaluation(
    int clips,
    int skipped,
    int unknown,
    double accuracy,
    double unweightedAccuracy,
    double meanAveragePrecision,
    List<ClassEvaluation> classes,
    List<List<Integer>> confusion) {

  /** The scores of a class; NaN if it has no clips. */
  public record ClassEvaluation(
      String name,
      int clips,
      int predicted,
      double recall,
      double precision,
      double averagePrecision) {}

  /** The evaluation of scores; the counts are those of clips that were not scored. */
  public static Evaluation of(Scores scores, List<String> names, int skipped, int unknown) {
    var classes = new ArrayList<ClassEvaluation>();
    var confusion = new ArrayList<List<Integer>>();
    for (int label = 0; label < names.size(); label++) {
      int truth = label;
      var score = scores.perClass().get(label);
      int predicted = scores.confusion().predicted(label);
      classes.add(
          new ClassEvaluation(
              names.get(label),
              score.support(),
              predicted,
              score.support() > 0 ? score.recall() : Double.NaN,
              predicted > 0 ? score.precision() : Double.NaN,
              score.support() > 0 ? score.averagePrecision() : Double.NaN));
      confusion.add(
          IntStream.range(0, names.size())
              .mapToObj(guess -> scores.confusion().count(truth, guess))
              .toList());
    }
    return new Evaluation(
        classes.stream().mapToInt(ClassEvaluation::clips).sum(),
        skipped,
        unknown,
        scores.accuracy(),
        scores.unweightedAccuracy(),
        scores.meanAveragePrecision(),
        classes,
        confusion);
  }

  /** The tables for the terminal. */
  public String text() {
    return String.join(
        System.lineSeparator(),
        TextTable.of(
            List.of(
                List.of("clips", Integer.toString(clips)),
                List.of("accuracy", CliText.percent(accuracy)),
                List.of("unweighted accuracy", CliText.percent(unweightedAccuracy)),
                List.of("mean average precision", CliText.percent(meanAveragePrecision))),
            1),
        "",
        classTable(),
        "",
        "Confusion: a row for each true class, a column for each predicted one",
        confusionTable());
  }

  private String classTable() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("class", "clips", "predicted", "recall", "precision", "average precision"));
    for (var entry : classes) {
      rows.add(
          List.of(
              entry.name(),
              Integer.toString(entry.clips()),
              Integer.toString(entry.predicted()),
              percentOrDash(entry.recall()),
              percentOrDash(entry.precision()),
              percentOrDash(entry.averagePrecision())));
    }
    return TextTable.of(rows, 1);
  }

  /** The columns are numbered, because names would be too wide. */
  private String confusionTable() {
    var rows = new ArrayList<List<String>>();
    var header = new ArrayList<>(List.of("", ""));
    IntStream.rangeClosed(1, classes.size()).mapToObj(Integer::toString).forEach(header::add);
    rows.add(header);
    for (int truth = 0; truth < classes.size(); truth++) {
      var row = new ArrayList<>(List.of(classes.get(truth).name(), Integer.toString(truth + 1)));
      confusion.get(truth).forEach(count -> row.add(count == 0 ? "." : count.toString()));
      rows.add(row);
    }
    return TextTable.of(rows, 1);
  }

  private static String percentOrDash(double value) {
    return Double.isNaN(value) ? "-" : CliText.percent(value);
  }
}
