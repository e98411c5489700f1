package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.report.LineChart.Line;
import dev.earshot.cli.report.LineChart.Point;
import dev.earshot.cli.report.LineChart.Weight;
import dev.earshot.metrics.Calibration;
import dev.earshot.metrics.Interval;
import dev.earshot.model.Predictions;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** How sure predictions are, and of which clips. */
final class ConfidenceCharts {
  /** How many clips of a kind are shown. */
  private static final int CLIPS = 9;

  private static final int BINS = 10;

  private ConfidenceCharts() {}

  /** Confidence held against truth. */
  static void calibration(ReportPage page, ScoredClips clips, int runs) {
    var calibration = clips.calibration();
    var found =
        calibration.bins().stream()
            .filter(bin -> bin.count() > 0)
            .map(bin -> new Point(bin.confidence(), right(bin)))
            .toList();
    page.section("How sure, and rightly so?")
        .text(
            "Confidence is the probability of the predicted class. Where it says 70 %%, 70 %% of the predictions should be right; on average it is off by %s (the expected calibration error over %d bins of %s%s)."
                .formatted(
                    CliText.percent(calibration.expectedError()),
                    Calibration.BINS,
                    CliText.count(clips.size(), "prediction"),
                    runs == 1 ? "" : " of all %d runs".formatted(runs)))
        .charts(
            new LineChart(
                "Right, by confidence",
                "Below the dashed line it claims too much, above it too little. Whiskers: 95 % Wilson intervals.",
                Axis.fullPercent("confidence"),
                Axis.fullPercent("share of predictions that are right"),
                List.of(
                    new Line("predictions", found),
                    new Line(
                        "as it should be",
                        Weight.REFERENCE,
                        List.of(new Point(0, 0), new Point(1, 1))))),
            histogram(clips.predictions()));
  }

  private static Interval right(Calibration.Bin bin) {
    return Interval.wilson((int) Math.round(bin.accuracy() * bin.count()), bin.count());
  }

  /** How many predictions are how sure. */
  static Chart histogram(Predictions predictions) {
    var counts = new int[BINS];
    for (int clip = 0; clip < predictions.size(); clip++) {
      counts[Math.clamp((int) (predictions.confidence(clip) * BINS), 0, BINS - 1)]++;
    }
    return new BarChart(
        "Predictions, by confidence",
        "",
        Axis.of("predictions"),
        IntStream.range(0, BINS)
            .mapToObj(
                bin -> new BarChart.Category("%d to %d %%".formatted(10 * bin, 10 * bin + 10), ""))
            .toList(),
        List.of(
            new BarChart.Bars(
                "predictions", IntStream.of(counts).mapToObj(Interval::exact).toList())));
  }

  /** The clips that the model was least sure of, and those that it was wrongly sure of. */
  static void mistakes(ReportPage page, ScoredClips clips, ClipFiles files, String whose) {
    var predictions = clips.predictions();
    IntPredicate wrong = clip -> !clips.isRight(clip);
    IntFunction<String> told =
        clip ->
            "%s, %s"
                .formatted(
                    clips.className(clip),
                    clips.isRight(clip)
                        ? "recognised, " + CliText.percent(predictions.confidence(clip)) + " sure"
                        : "taken for " + guess(predictions, clip));
    page.section("Clips worth a look").note(whose + sound(predictions.ids(), files));
    page.text("The most confident mistakes:");
    show(page, predictions, bySureness(predictions, wrong, true), files, told);
    page.text("The clips it was least sure of:");
    show(page, predictions, bySureness(predictions, clip -> true, false), files, told);
  }

  /** The clips that the model was least sure of, where nobody knows the truth. */
  static void uncertain(ReportPage page, Predictions predictions, ClipFiles files) {
    page.section("Clips worth a look")
        .note(
            "The clips that the model was least sure of: a label for one of these teaches it most."
                + sound(predictions.ids(), files));
    show(
        page,
        predictions,
        bySureness(predictions, clip -> true, false),
        files,
        clip -> guess(predictions, clip) + ", or " + second(predictions, clip));
  }

  private static List<Integer> bySureness(
      Predictions predictions, IntPredicate which, boolean surestFirst) {
    Comparator<Integer> order = Comparator.comparingDouble(predictions::confidence);
    return IntStream.range(0, predictions.size())
        .filter(which)
        .boxed()
        .sorted(surestFirst ? order.reversed() : order)
        .limit(CLIPS)
        .toList();
  }

  private static void show(
      ReportPage page,
      Predictions predictions,
      List<Integer> clips,
      ClipFiles files,
      IntFunction<String> told) {
    if (clips.isEmpty()) {
      page.note("None.");
      return;
    }
    page.clips(
        clips.stream()
            .map(clip -> {
              var id = predictions.ids().get(clip);
              return new ReportPage.Clip(named(id, files), told.apply(clip), files.link(id));
            })
            .toList());
  }

  /** Rows of a table often have no name but their number. */
  static String named(String id, ClipFiles files) {
    return files.root().isEmpty() && id.chars().allMatch(Character::isDigit) ? "row " + id : id;
  }

  private static String guess(Predictions predictions, int clip) {
    return predictions.className(clip)
        + ", "
        + CliText.percent(predictions.confidence(clip))
        + " sure";
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
    if (files.root().isEmpty()) {
      return " The data is a table of vectors: there are no clips to play.";
    }
    return clips.stream().allMatch(clip -> files.link(clip).isPresent())
        ? " The players read the clips where they lie; they fall silent if page or clips are moved."
        : " Clips that are not where they were when this was written have no player.";
  }
}
