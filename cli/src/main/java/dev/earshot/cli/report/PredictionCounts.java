package dev.earshot.cli.report;

import dev.earshot.Predictions;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How often each class was predicted, and with what confidence.
 *
 * @param clips number of clips
 * @param meanConfidence mean probability of the predicted class
 * @param classes the counts of each class; with a wanted precision, of clips that are sure enough
 * @param withheld with a wanted precision, how many clips have no class, by what they are called
 * @param unknown the clips that may be of no class
 */
public record PredictionCounts(
    int clips,
    double meanConfidence,
    List<ClassCount> classes,
    Map<String, Integer> withheld,
    Unknown unknown) {
  /**
   * The clips that may be of no class of the model.
   *
   * @param name what they are called; blank if the model cannot tell
   * @param clips how many are more probably of no class than of one
   * @param expected the sum of their probabilities
   */
  public record Unknown(String name, int clips, double expected) {
    private static Unknown of(Predictions predictions) {
      return predictions
          .unknown()
          .map(found -> new Unknown(found.name(), found.count(), found.expected()))
          .orElse(new Unknown("", 0, 0));
    }

    /** The number for a report; empty if the model cannot tell. */
    Optional<ReportPage.Fact> fact() {
      return name.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new ReportPage.Fact(
                  "Clips of no class",
                  Integer.toString(clips),
                  String.format(Locale.ROOT, "%.0f expected, column '%s'", expected, name)));
    }

    private String sentence() {
      return name.isEmpty()
          ? ""
          : String.format(
              Locale.ROOT,
              "%n%nProbably of no class (column '%s'): %s",
              name,
              CliText.count(clips, "clip"));
    }
  }

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
              .filter(clip -> predictions.label(clip) == wanted && predictions.isNamed(clip))
              .toArray();
      classes.add(
          new ClassCount(
              predictions.classes().get(label), clips.length, meanConfidence(predictions, clips)));
    }
    var all = IntStream.range(0, predictions.size()).toArray();
    var withheld = new TreeMap<String, Integer>();
    IntStream.of(all)
        .filter(clip -> !predictions.isNamed(clip))
        .forEach(clip -> withheld.merge(predictions.text(clip), 1, Integer::sum));
    return new PredictionCounts(
        predictions.size(),
        meanConfidence(predictions, all),
        classes,
        withheld,
        Unknown.of(predictions));
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
    withheld.forEach((name, count) -> rows.add(row(name, count, Double.NaN)));
    rows.add(row("all", clips, meanConfidence));
    return TextTable.of(rows, 1) + unknown.sentence();
  }

  private static List<String> row(String name, int clips, double confidence) {
    return List.of(
        name,
        Integer.toString(clips),
        Double.isNaN(confidence) ? "-" : CliText.percent(confidence));
  }
}
