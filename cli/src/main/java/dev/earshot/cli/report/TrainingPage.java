package dev.earshot.cli.report;

import com.google.gson.GsonBuilder;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Version;
import dev.earshot.cli.report.ReportPage.Fact;
import dev.earshot.compute.Backend;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.PrecisionCurves;
import dev.earshot.run.RunResult;
import dev.earshot.run.TrainedRuns;
import dev.earshot.run.TrainingPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The report of a training. */
public final class TrainingPage {
  /** Name of the file in the folder of a run. */
  public static final String NAME = "report.html";

  private final TrainedRuns result;
  private final RunResult best;
  private final ReportPage page;
  private final ClipFiles files;

  private TrainingPage(TrainedRuns result, Path data, ClipFiles files) {
    this.result = result;
    this.best = result.best();
    this.files = files;
    this.page = ReportPage.of("Trained on " + name(data));
  }

  private static String name(Path data) {
    var name = data.toAbsolutePath().normalize().getFileName();
    return name == null ? data.toString() : name.toString();
  }

  /**
   * Builds the page.
   *
   * @param data the training data as the user named it
   * @param folder folder of the page
   * @param backend computes the map
   * @param command the command that repeats the training
   */
  public static ReportPage of(
      TrainedRuns result, Path data, Path folder, Backend backend, String command) {
    var report = new TrainingPage(result, data, ClipFiles.of(data, folder));
    report.page.lead(report.lead());
    report.described();
    if (result.isTested()) {
      report.tested();
    } else {
      report.inside();
    }
    if (report.predictsUnlabelled()) {
      report.predicted();
    }
    report.map(backend);
    report.clips();
    report.page.section("Training");
    EnsembleCharts.addTo(report.page, result);
    TrainingCurves.addTo(report.page, result);
    report.runs();
    report.repeat(command);
    return report.page;
  }

  /** Whether the model that is kept has predicted clips without a label. */
  private boolean predictsUnlabelled() {
    return result.usesAllLabels() && best.predictions().size() > 0;
  }

  private String lead() {
    var parts = best.partition();
    int labels = parts.labels();
    var model =
        "A model of %s classes, trained on %s%s."
            .formatted(
                result.data().classes().size(),
                CliText.count(labels, "labelled clip"),
                parts.unlabelled().length == 0
                    ? ""
                    : " and %s without a label"
                        .formatted(CliText.count(parts.unlabelled().length, "clip")));
    return switch (result.test()) {
      case NONE -> model;
      case CROSS_VALIDATION ->
          "%s Before, each labelled clip was held out once: the scores say what to expect on new clips."
              .formatted(model);
      case STATED_SPLIT ->
          "%s Before, a model that had learnt from the training part alone was tested on %s."
              .formatted(
                  model,
                  CliText.count(
                      result.tested().getFirst().partition().predicted().length, "test clip"));
      case FEW_LABELS ->
          "A few-label benchmark: %s trained on %s labelled and %s unlabelled clips of %s classes, then tested on %s clips that it had not seen."
              .formatted(
                  result.tested().size() == 1
                      ? "a model,"
                      : "%s models, each".formatted(result.tested().size()),
                  labels,
                  parts.unlabelled().length,
                  result.data().classes().size(),
                  parts.predicted().length);
    };
  }

  private void tested() {
    var sections = new ScoreSections(result.tested().stream().map(this::scored).toList());
    sections.scores(page);
    page.note(TrainingReport.title(result) + ".");
    sections.classes(page);
    sections.confusion(page);
    sections.calibration(page);
  }

  private void described() {
    var data = result.data();
    var parts = best.partition();
    var facts = new ArrayList<Fact>();
    facts.add(new Fact("Labelled", Integer.toString(parts.labelled().length), "clips"));
    facts.add(new Fact("Unlabelled", Integer.toString(parts.unlabelled().length), "clips"));
    if (parts.validation().length > 0) {
      facts.add(new Fact("Validation", Integer.toString(parts.validation().length), "clips"));
    }
    if (result.isTested()) {
      int clips =
          result.test() == TrainingPlan.Test.CROSS_VALIDATION
              ? result.tested().stream().mapToInt(run -> run.predictions().size()).sum()
              : result.tested().getFirst().predictions().size();
      facts.add(new Fact("Test", Integer.toString(clips), "clips"));
    }
    if (predictsUnlabelled()) {
      facts.add(new Fact("Predicted", Integer.toString(best.predictions().size()), "clips"));
    }
    facts.add(new Fact("Classes", Integer.toString(data.classes().size()), ""));
    var projected = best.model().projection().map(to -> ", projected to " + to.width()).orElse("");
    facts.add(new Fact("Features", Integer.toString(data.columns()), data.encoder() + projected));
    page.section("Data and recipe")
        .facts(facts)
        .text(DataDescription.of(result.plan(), data, result.recipe(), result.options()) + ".")
        .text(
            "%s. Computed by backend %s."
                .formatted(RecipeDescription.of(result.recipe()), result.backend()));
  }

  private ScoredClips scored(RunResult run) {
    return new ScoredClips(run.predictions(), run.partition().truth(result.data()));
  }

  /** The scores inside the labels, of a training without a test. */
  private void inside() {
    page.section("Scores");
    best.validation()
        .ifPresentOrElse(
            this::validation,
            () ->
                page.text(
                    "There are none: all labelled clips were needed for training. 'earshot"
                        + " evaluate' scores the model on labelled clips that it has not seen."));
  }

  private void predicted() {
    var predictions = best.predictions();
    var counts = PredictionCounts.of(predictions);
    page.section("Predictions")
        .charts(
            new BarChart(
                "Predicted classes",
                "Grey numbers: mean confidence.",
                Axis.of("clips"),
                counts.classes().stream()
                    .map(entry ->
                        new BarChart.Category(
                            entry.name(),
                            entry.clips() == 0 ? "" : CliText.percent(entry.meanConfidence())))
                    .toList(),
                List.of(
                    new BarChart.Bars(
                        "clips",
                        counts.classes().stream()
                            .map(entry -> Interval.exact(entry.clips()))
                            .toList()))),
            ConfidenceCharts.histogram(predictions));
    counts.unknown().fact().ifPresent(fact -> page.facts(List.of(fact)));
    best.model().precision().ifPresent(this::precision);
  }

  /** From which probability on each class has a wanted precision. */
  private void precision(PrecisionCurves curves) {
    var rows = new ArrayList<List<String>>();
    var wanted = List.of(0.8, 0.9, 0.95, 0.99);
    var heading = new ArrayList<>(List.of("class"));
    wanted.forEach(each -> heading.add("precision " + each));
    rows.add(heading);
    var names = best.model().classes();
    for (int c = 0; c < names.size(); c++) {
      var row = new ArrayList<>(List.of(names.get(c)));
      for (double each : wanted) {
        var threshold = curves.threshold(c, each);
        row.add(
            threshold.isEmpty()
                ? "-"
                : CliText.percent(threshold.getAsDouble())
                    + (curves.isOwn(c, each) ? "" : " (all classes)"));
      }
      rows.add(row);
    }
    page.table(rows, 1)
        .note(
            "How sure a prediction must be so that, of those called the class, the wanted fraction"
                + " is right (--precision), by held-out clips. -: too few labels or too many"
                + " mistakes to promise it; all classes: by the clips of all classes together.");
  }

  private void validation(ValidationScore score) {
    var parts = best.partition();
    boolean crossed = best.ensemble().isPresent();
    int clips = crossed ? parts.labelled().length : parts.validation().length;
    var accuracy = Interval.wilson((int) Math.round(score.accuracy() * clips), clips);
    page.facts(
            List.of(
                new Fact(
                    "Accuracy",
                    CliText.percent(accuracy.value()),
                    String.format(
                        Locale.ROOT,
                        "%.1f to %s",
                        100 * accuracy.low(),
                        CliText.percent(accuracy.high()))),
                new Fact("Unweighted accuracy", CliText.percent(score.unweightedAccuracy()), ""),
                new Fact(
                    "Mean average precision", CliText.percent(score.meanAveragePrecision()), "")))
        .note(
            (crossed
                ? "From cross-validation inside the labels: each labelled clip was classified by"
                    + " models that had not seen its label. The same clips also decided the"
                    + " weights of the members, so these scores are slightly too good; the"
                    + " interval is Wilson's, 95 %."
                : "On the clips held out from training. They also decided which epoch's weights"
                    + " were kept, so these scores are slightly too good; the interval is"
                    + " Wilson's, 95 %."));
  }

  /** The map of all clips, with what became of each. */
  private void map(Backend backend) {
    var data = result.data();
    int rows = data.rows();
    int[] groups = data.labels().clone();
    var details = new ArrayList<>(IntStream.range(0, rows).mapToObj(row -> "").toList());
    var strong = new boolean[rows];
    var unseen = new boolean[rows];
    var parts = best.partition();
    boolean few = !result.usesAllLabels();
    for (int row : parts.labelled()) {
      details.set(row, "training clip, label used");
      strong[row] = !few;
    }
    for (int row : parts.unlabelled()) {
      boolean hidden = data.labels()[row] >= 0;
      details.set(row, hidden ? "training clip, label hidden" : "training clip without a label");
      unseen[row] = few && hidden;
    }
    for (int row : parts.validation()) {
      details.set(row, "validation clip");
      strong[row] = !few;
    }
    for (var run : few ? List.of(best) : result.tested()) {
      for (int i = 0; i < run.predictions().size(); i++) {
        int row = run.partition().predicted()[i];
        details.set(row, "test clip, predicted " + guess(run, i));
        strong[row] = true;
        unseen[row] = few && data.labels()[row] >= 0;
      }
    }
    if (predictsUnlabelled()) {
      for (int i = 0; i < best.predictions().size(); i++) {
        int row = parts.predicted()[i];
        details.set(row, "predicted " + guess(best, i));
        groups[row] = best.predictions().label(i);
      }
    }
    new ClipMap(data, groups, details, strong, unseen)
        .addTo(
            page,
            best.model(),
            backend,
            files,
            few
                ? "Full colour: test clips; pale: all others. Colours show the true classes."
                : predictsUnlabelled()
                    ? "Full colour: labelled clips; pale: unlabelled clips, in the colour of the"
                        + " predicted class."
                    : "Colours show the true classes.");
  }

  private static String guess(RunResult run, int clip) {
    return run.predictions().className(clip)
        + ", confidence "
        + CliText.percent(run.predictions().confidence(clip));
  }

  private void clips() {
    if (predictsUnlabelled()) {
      ConfidenceCharts.uncertain(page, best.predictions(), files);
      return;
    }
    switch (result.test()) {
      case NONE -> {
        // Every clip was learnt from.
      }
      case CROSS_VALIDATION, STATED_SPLIT ->
          ConfidenceCharts.mistakes(
              page,
              ScoredClips.pooled(result.tested().stream().map(this::scored).toList()),
              files,
              "Of the test clips, each predicted by a model that had not learnt from it. A mistake"
                  + " of high confidence may be a wrong label.");
      case FEW_LABELS ->
          ConfidenceCharts.mistakes(
              page,
              scored(best),
              files,
              "Of the test clips of %s."
                  .formatted(
                      result.tested().size() == 1
                          ? "the run"
                          : "run %s, whose model was kept".formatted(best.run())));
    }
  }

  private void runs() {
    var rows = new ArrayList<List<String>>();
    boolean ensembles = best.ensemble().isPresent();
    var heading = new ArrayList<>(List.of("run", "seed", "seconds"));
    heading.addAll(
        ensembles
            ? List.of("cross-validation UA")
            : List.of("epochs", "best epoch", "validation UA"));
    if (result.isTested()) {
      heading.addAll(List.of("test UA", "test mAP"));
    }
    rows.add(heading);
    for (var run : result.runs()) {
      var row =
          new ArrayList<>(
              List.of(
                  run.run() + (run == best && result.runs().size() > 1 ? " (kept)" : ""),
                  Long.toString(run.seed()),
                  String.format(Locale.ROOT, "%.1f", run.course().seconds())));
      if (!ensembles) {
        row.add(Integer.toString(run.epochs()));
        row.add(Integer.toString(run.course().bestEpoch()));
      }
      row.add(run.validation().map(v -> CliText.percent(v.unweightedAccuracy())).orElse("-"));
      if (result.tested().contains(run)) {
        var test = result.scores(run);
        row.add(CliText.percent(test.unweightedAccuracy()));
        row.add(CliText.percent(test.meanAveragePrecision()));
      } else if (result.isTested()) {
        row.addAll(List.of("-", "-"));
      }
      rows.add(row);
    }
    page.table(rows, 1);
  }

  private void repeat(String command) {
    page.section("How to repeat it")
        .command(command)
        .details(
            "The whole recipe",
            new GsonBuilder().setPrettyPrinting().create().toJson(result.recipe()))
        .note(
            "Earshot %s, Java %s, %s %s. Data: %s x %s numbers, SHA-256 %s. The same data, options and backend give the same numbers."
                .formatted(
                    Version.current(),
                    Runtime.version(),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"),
                    result.data().rows(),
                    result.data().columns(),
                    result.data().fingerprint()));
  }
}
