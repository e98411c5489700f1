package dev.earshot.cli.report;

import dev.earshot.Predictions;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.report.LineChart.Line;
import dev.earshot.cli.report.LineChart.Point;
import dev.earshot.cli.report.LineChart.Weight;
import dev.earshot.metrics.Calibration;
import dev.earshot.metrics.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Charts of confidence, and lists of the clips with high or low confidence. */
final class ConfidenceCharts {
  /** Number of clips in a list. */
  private static final int CLIPS = 9;

  private static final int BINS = 10;

  private ConfidenceCharts() {}

  /** Adds the section that compares confidence with accuracy. */
  static void calibration(ReportPage page, ScoredClips clips, int runs) {
    var calibration = clips.calibration();
    var found =
        calibration.bins().stream()
            .filter(bin -> bin.count() > 0)
            .map(bin -> new Point(bin.confidence(), accuracy(bin)))
            .toList();
    page.section("Calibration")
        .text(
            "Confidence is the probability of the predicted class. Of predictions with 70 %% confidence, 70 %% should be correct; the mean difference is %s (the expected calibration error over %s bins of %s%s)."
                .formatted(
                    CliText.percent(calibration.expectedError()),
                    Calibration.BINS,
                    CliText.count(clips.size(), "prediction"),
                    runs == 1 ? "" : " of all %s runs".formatted(runs)))
        .charts(
            new LineChart(
                "Accuracy by confidence",
                "Below the dashed line the model is overconfident, above it underconfident. Whiskers: 95 % Wilson intervals.",
                Axis.fullPercent("confidence"),
                Axis.fullPercent("accuracy"),
                List.of(
                    new Line("predictions", found),
                    new Line(
                        "perfectly calibrated",
                        Weight.REFERENCE,
                        List.of(new Point(0, 0), new Point(1, 1))))),
            histogram(clips.predictions()));
  }

  private static Interval accuracy(Calibration.Bin bin) {
    return Interval.wilson((int) Math.round(bin.accuracy() * bin.count()), bin.count());
  }

  /** The number of predictions by confidence. */
  static Chart histogram(Predictions predictions) {
    var counts = new int[BINS];
    for (int clip = 0; clip < predictions.size(); clip++) {
      counts[Math.clamp((int) (predictions.confidence(clip) * BINS), 0, BINS - 1)]++;
    }
    return new BarChart(
        "Predictions by confidence",
        "",
        Axis.of("predictions"),
        IntStream.range(0, BINS)
            .mapToObj(
                bin -> new BarChart.Category("%s to %s %%".formatted(10 * bin, 10 * bin + 10), ""))
            .toList(),
        List.of(
            new BarChart.Bars(
                "predictions", IntStream.of(counts).mapToObj(Interval::exact).toList())));
  }

  /** Adds the mistakes of highest confidence and the predictions of lowest confidence. */
  static void mistakes(ReportPage page, ScoredClips clips, ClipFiles files, String whose) {
    var predictions = clips.predictions();
    IntPredicate wrong = clip -> !clips.isCorrect(clip);
    IntFunction<String> text =
        clip ->
            "%s, %s"
                .formatted(
                    clips.trueClass(clip),
                    clips.isCorrect(clip)
                        ? "recognised, confidence " + CliText.percent(predictions.confidence(clip))
                        : "predicted " + guess(predictions, clip));
    page.section("Clips to check").note(whose + sound(predictions.ids(), files));
    page.text("Mistakes of the highest confidence:");
    show(page, predictions, byConfidence(predictions, wrong, true), files, text);
    page.text("Predictions of the lowest confidence:");
    show(page, predictions, byConfidence(predictions, clip -> true, false), files, text);
  }

  /** Adds the predictions of lowest confidence, for clips whose class is unknown. */
  static void uncertain(ReportPage page, Predictions predictions, ClipFiles files) {
    page.section("Clips to check")
        .note(
            "The predictions of the lowest confidence: a label for one of these clips teaches the model most."
                + sound(predictions.ids(), files));
    show(
        page,
        predictions,
        byConfidence(predictions, clip -> true, false),
        files,
        clip -> guess(predictions, clip) + ", or " + second(predictions, clip));
  }

  private static List<Integer> byConfidence(
      Predictions predictions, IntPredicate which, boolean highestFirst) {
    Comparator<Integer> order = Comparator.comparingDouble(predictions::confidence);
    return IntStream.range(0, predictions.size())
        .filter(which)
        .boxed()
        .sorted(highestFirst ? order.reversed() : order)
        .limit(CLIPS)
        .toList();
  }

  private static void show(
      ReportPage page,
      Predictions predictions,
      List<Integer> clips,
      ClipFiles files,
      IntFunction<String> text) {
    if (clips.isEmpty()) {
      page.note("None.");
      return;
    }
    page.clips(
        clips.stream()
            .map(clip -> {
              var id = predictions.ids().get(clip);
              return new ReportPage.Clip(named(id, files), text.apply(clip), files.link(id));
            })
            .toList());
  }

  /** The name of a clip; rows of a table that are only numbered become {@code row 7}. */
  static String named(String id, ClipFiles files) {
    return files.isTable() && id.chars().allMatch(Character::isDigit) ? "row " + id : id;
  }

  private static String guess(Predictions predictions, int clip) {
    return predictions.className(clip)
        + ", confidence "
        + CliText.percent(predictions.confidence(clip));
  }

  private static String second(Predictions predictions, int clip) {
    int best = predictions.label(clip);
    int next =
        IntStream.range(0, predictions.classes().size())
            .filter(label -> label != best)
            .boxed()
            .max(Comparator.comparingDouble(label -> predictions.probability(clip, label)))
            .orElseThrow();
    return "%s, %s"
        .formatted(
            predictions.classes().get(next), CliText.percent(predictions.probability(clip, next)));
  }

  private static String sound(List<String> clips, ClipFiles files) {
    if (files.isTable()) {
      return " The data is a table of vectors: there are no clips to play.";
    }
    return clips.stream().allMatch(clip -> files.link(clip).isPresent())
        ? " The players read the clips where they are; they stop working if page or clips are moved."
        : " Clips whose file was missing when this page was written have no player.";
  }
}
