package dev.earshot.cli.report;

import com.google.gson.GsonBuilder;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Version;
import dev.earshot.cli.report.ReportPage.Fact;
import dev.earshot.compute.Backend;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.metrics.Interval;
import dev.earshot.run.RunResult;
import dev.earshot.run.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The report of a training. */
public final class TrainingPage {
  /** Name of the file in the folder of a run. */
  public static final String NAME = "report.html";

  private final TrainingResult result;
  private final RunResult best;
  private final ReportPage page;
  private final ClipFiles files;

  private TrainingPage(TrainingResult result, Path data, ClipFiles files) {
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
      TrainingResult result, Path data, Path folder, Backend backend, String command) {
    var report = new TrainingPage(result, data, ClipFiles.of(data, folder));
    if (result.isBenchmark()) {
      report.benchmark();
    } else {
      report.realUse();
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

  private void benchmark() {
    var parts = best.partition();
    page.lead(
        "%s on %s labelled and %s unlabelled clips of %s classes, then tested on %s clips that it had not seen."
            .formatted(
                result.runs().size() == 1
                    ? "A model, trained"
                    : "%s models, each trained".formatted(result.runs().size()),
                parts.labelled().length,
                parts.unlabelled().length,
                result.data().classes().size(),
                parts.predicted().length));
    described();
    var sections = new ScoreSections(result.runs().stream().map(this::scored).toList());
    sections.scores(page);
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
    facts.add(
        new Fact(
            result.isBenchmark() ? "Test" : "Predicted",
            Integer.toString(parts.predicted().length),
            "clips"));
    facts.add(new Fact("Classes", Integer.toString(data.classes().size()), ""));
    facts.add(new Fact("Features", Integer.toString(data.columns()), data.encoder()));
    page.section("Data and recipe")
        .facts(facts)
        .text(DataDescription.plan(data, result.recipe(), result.options()) + ".")
        .text(
            "%s. Computed by backend %s."
                .formatted(RecipeDescription.of(result.recipe()), result.backend()));
  }

  private ScoredClips scored(RunResult run) {
    return new ScoredClips(
        run.predictions(),
        Arrays.stream(run.partition().predicted())
            .map(row -> result.data().labels()[row])
            .toArray());
  }

  private void realUse() {
    var parts = best.partition();
    page.lead(
        "A model of %s classes, trained on %s and %s, with a predicted class for each of the latter."
            .formatted(
                result.data().classes().size(),
                CliText.count(parts.labelled().length, "labelled clip"),
                CliText.count(parts.unlabelled().length, "clip") + " without a label"));
    described();
    page.section("Scores");
    best.validation()
        .ifPresentOrElse(
            this::validation,
            () ->
                page.text(
                    "There are none: all labelled clips were needed for training. 'earshot evaluate' scores the model on labelled clips that it has not seen."));
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
                ? "From cross-validation inside the labels: each labelled clip was classified by models that had not seen its label. The same clips also decided the weights of the members, so these scores are slightly too good; the interval is Wilson's, 95 %."
                : "On the clips held out from training. They also decided which epoch's weights were kept, so these scores are slightly too good; the interval is Wilson's, 95 %."));
  }

  /** The map of all clips in the run of the kept model, with the part each had in it. */
  private void map(Backend backend) {
    var data = result.data();
    int rows = data.rows();
    int[] groups = data.labels().clone();
    var details = new ArrayList<>(IntStream.range(0, rows).mapToObj(row -> "").toList());
    var strong = new boolean[rows];
    var unseen = new boolean[rows];
    var parts = best.partition();
    for (int row : parts.labelled()) {
      details.set(row, "training clip, label used");
      strong[row] = !result.isBenchmark();
    }
    for (int row : parts.unlabelled()) {
      details.set(row, "training clip, label hidden");
      unseen[row] = result.isBenchmark();
    }
    for (int row : parts.validation()) {
      details.set(row, "validation clip");
      strong[row] = !result.isBenchmark();
    }
    for (int i = 0; i < parts.predicted().length; i++) {
      int row = parts.predicted()[i];
      var predictions = best.predictions();
      var confidence = "confidence " + CliText.percent(predictions.confidence(i));
      if (result.isBenchmark()) {
        details.set(
            row, "test clip, predicted %s, %s".formatted(predictions.className(i), confidence));
        strong[row] = true;
        unseen[row] = true;
      } else {
        details.set(row, "predicted, " + confidence);
        groups[row] = predictions.label(i);
      }
    }
    new ClipMap(data, groups, details, strong, unseen)
        .addTo(
            page,
            best.model(),
            backend,
            files,
            result.isBenchmark()
                ? "Full colour: test clips; pale: all others. Colours show the true classes."
                : "Full colour: labelled clips; pale: unlabelled clips, in the colour of the predicted class.");
  }

  private void clips() {
    if (result.isBenchmark()) {
      ConfidenceCharts.mistakes(
          page,
          scored(best),
          files,
          "Of the test clips of %s."
              .formatted(
                  result.runs().size() == 1
                      ? "the run"
                      : "run %s, whose model was kept".formatted(best.run())));
    } else {
      ConfidenceCharts.uncertain(page, best.predictions(), files);
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
    if (result.isBenchmark()) {
      heading.addAll(List.of("test UA", "test mAP"));
    }
    rows.add(heading);
    for (var run : result.runs()) {
      var row =
          new ArrayList<>(
              List.of(
                  run.run() + (run == best && result.runs().size() > 1 ? " (kept)" : ""),
                  Long.toString(run.seed()),
                  String.format(Locale.ROOT, "%.1f", run.seconds())));
      if (!ensembles) {
        row.add(Integer.toString(run.epochs()));
        row.add(Integer.toString(run.bestEpoch()));
      }
      row.add(run.validation().map(v -> CliText.percent(v.unweightedAccuracy())).orElse("-"));
      result
          .test(run)
          .ifPresent(test -> {
            row.add(CliText.percent(test.unweightedAccuracy()));
            row.add(CliText.percent(test.meanAveragePrecision()));
          });
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
