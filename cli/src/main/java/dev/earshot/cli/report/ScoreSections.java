package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.report.ReportPage.Fact;
import dev.earshot.metrics.Bootstrap;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The sections of a report that compare predictions with the true classes. */
final class ScoreSections {
  private final List<ScoredClips> runs;
  private final List<Scores> scores;
  private final ScoredClips all;
  private final String thing;

  /**
   * @param runs one entry for each run; all with the same classes
   */
  ScoreSections(List<ScoredClips> runs) {
    this(runs, "clip");
  }

  /**
   * @param runs one entry for each run; all with the same classes
   * @param thing what is classified, such as {@code clip}
   */
  ScoreSections(List<ScoredClips> runs, String thing) {
    this.thing = thing;
    this.runs = runs;
    this.scores = runs.stream().map(ScoredClips::scores).toList();
    this.all = ScoredClips.pooled(runs);
  }

  private boolean isOne() {
    return runs.size() == 1;
  }

  /** Adds the scores with their intervals. */
  void scores(ReportPage page) {
    var first = runs.getFirst();
    var drawn =
        isOne()
            ? Optional.of(
                Bootstrap.of(
                    first.truth(),
                    first.predictions().probabilities(),
                    first.predictions().labels(),
                    first.classes().size()))
            : Optional.<Bootstrap>empty();
    page.section("Scores")
        .facts(
            List.of(
                fact("Accuracy", Scores::accuracy, drawn),
                fact("Unweighted accuracy", Scores::unweightedAccuracy, drawn),
                fact("Mean average precision", Scores::meanAveragePrecision, drawn)))
        .note(
            ("Accuracy is the fraction of test %ss recognised. Unweighted accuracy is the mean over"
                        + " the classes of each class's accuracy. Average precision is high if a class's"
                        + " own %ss come first when all %ss are ranked by its probability. Guessing would"
                        + " recognise %s. ")
                    .formatted(thing, thing, thing, CliText.percent(1.0 / first.classes().size()))
                + (isOne()
                    ? "In small print: the 95 %% bootstrap interval over the %s of this one run; it does not include the variation between splits and trainings."
                        .formatted(CliText.count(first.size(), "test " + thing))
                    : "In small print: one standard deviation over %s runs, each with its own split and initial weights."
                        .formatted(runs.size())));
  }

  private Fact fact(String label, ToDoubleFunction<Scores> score, Optional<Bootstrap> drawn) {
    if (drawn.isPresent()) {
      var interval = drawn.get().interval(score);
      return new Fact(
          label,
          CliText.percent(interval.value()),
          String.format(
              Locale.ROOT, "%.1f to %s", 100 * interval.low(), CliText.percent(interval.high())));
    }
    var mean = MeanStd.of(scores.stream().mapToDouble(score).toArray());
    return new Fact(
        label,
        CliText.percent(mean.mean()),
        String.format(Locale.ROOT, "± %.1f, %d runs", 100 * mean.std(), mean.count()));
  }

  /** Adds each class's recall and average precision. */
  void classes(ReportPage page) {
    var shown =
        IntStream.range(0, all.classes().size())
            .filter(label -> support(label) > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(label -> -recall(label).value()))
            .toList();
    var categories =
        shown.stream()
            .map(label ->
                new BarChart.Category(all.classes().get(label), Integer.toString(support(label))))
            .toList();
    var counted =
        "Grey numbers: test %ss%s."
            .formatted(thing, isOne() ? "" : " of all %s runs".formatted(runs.size()));
    var missing = all.classes().size() - shown.size();
    page.section("Scores by class")
        .charts(
            new BarChart(
                "Recall",
                counted
                    + (isOne()
                        ? " Whiskers: 95 % Wilson intervals."
                        : " Whiskers: one standard deviation over the runs."),
                Axis.fullPercent(""),
                categories,
                List.of(new BarChart.Bars("recall", shown.stream().map(this::recall).toList()))),
            new BarChart(
                "Average precision",
                counted + (isOne() ? "" : " Whiskers: one standard deviation over the runs."),
                Axis.fullPercent(""),
                categories,
                List.of(
                    new BarChart.Bars(
                        "average precision", shown.stream().map(this::precision).toList()))));
    if (missing > 0) {
      page.note(
          "Left out, as they have no test %s: ".formatted(thing)
              + missing
              + (missing == 1 ? " class." : " classes."));
    }
  }

  private int support(int label) {
    return scores.stream().mapToInt(score -> score.perClass().get(label).support()).sum();
  }

  private Interval recall(int label) {
    var confusion = scores.getFirst().confusion();
    return isOne()
        ? Interval.wilson(confusion.count(label, label), confusion.support(label))
        : over(label, Scores.ClassScore::recall);
  }

  private Interval precision(int label) {
    return over(label, Scores.ClassScore::averagePrecision);
  }

  /** Mean and standard deviation over the runs whose test clips have the class. */
  private Interval over(int label, ToDoubleFunction<Scores.ClassScore> score) {
    return Interval.of(
        MeanStd.of(
            scores.stream()
                .map(run -> run.perClass().get(label))
                .filter(entry -> entry.support() > 0)
                .mapToDouble(score)
                .toArray()));
  }

  /** Adds the confusion matrix. */
  void confusion(ReportPage page) {
    var confusion = all.scores().confusion();
    int classes = all.classes().size();
    var cells = new ArrayList<List<HeatMap.Cell>>();
    for (int row = 0; row < classes; row++) {
      int truth = row;
      int support = confusion.support(truth);
      cells.add(
          IntStream.range(0, classes)
              .mapToObj(guess -> {
                int count = confusion.count(truth, guess);
                double fraction = support == 0 ? 0 : (double) count / support;
                return new HeatMap.Cell(
                    fraction,
                    count == 0 ? "" : Integer.toString(count),
                    "%s of %s (%s)"
                        .formatted(
                            count, CliText.count(support, thing), CliText.percent(fraction)));
              })
              .toList());
    }
    page.section("Confusions")
        .charts(
            new HeatMap(
                "Confusion matrix",
                "Numbers of %ss; the stronger the colour, the larger the fraction of the row."
                        .formatted(thing)
                    + (isOne() ? "" : " All %s runs together.".formatted(runs.size())),
                "true class",
                "predicted class",
                all.classes(),
                all.classes(),
                cells));
  }

  /** Adds the comparison of confidence with accuracy. */
  void calibration(ReportPage page) {
    ConfidenceCharts.calibration(page, all, runs.size());
  }
}
