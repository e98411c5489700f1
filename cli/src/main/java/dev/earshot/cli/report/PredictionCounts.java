package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.TextTable;
import dev.earshot.model.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each class was predicted, and with what confidence.
 *
 * @param clips number of clips
 * @param meanConfidence mean probability of the predicted class
 * @param classes the counts of each class
 */
public record PredictionCounts(int clips, double meanConfidence, List<ClassCount> classes) {
  /**
   * The predictions of a class.
   *
   * @param clips number of clips predicted as this class
   * @param meanConfidence mean probability of the class for those clips; NaN if there are none
   */
  public record ClassCount(String name, int clips, double meanConfidence) {}

  public static PredictionCounts of(Predictions predictions) {
    var classes = new ArrayList<ClassCount>();
    for (int label = 0; label < predictions.classes().size(); label++) {
      int wanted = label;
      var clips =
          IntStream.range(0, predictions.size())
              .filter(clip -> predictions.label(clip) == wanted)
              .toArray();
      classes.add(
          new ClassCount(
              predictions.classes().get(label), clips.length, meanConfidence(predictions, clips)));
    }
    var all = IntStream.range(0, predictions.size()).toArray();
    return new PredictionCounts(predictions.size(), meanConfidence(predictions, all), classes);
  }

  private static double meanConfidence(Predictions predictions, int[] clips) {
    return IntStream.of(clips).mapToDouble(predictions::confidence).average().orElse(Double.NaN);
  }

  public String table() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("predicted class", "clips", "mean confidence"));
    for (var entry : classes) {
      rows.add(row(entry.name(), entry.clips(), entry.meanConfidence()));
    }
    rows.add(row("all", clips, meanConfidence));
    return TextTable.of(rows, 1);
  }

  private static List<String> row(String name, int clips, double confidence) {
    return List.of(
        name,
        Integer.toString(clips),
        Double.isNaN(confidence) ? "-" : CliText.percent(confidence));
  }
}
