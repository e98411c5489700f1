package dev.earshot.cli.report;

import dev.earshot.Dataset;
import dev.earshot.cli.console.CliText;
import dev.earshot.compute.Backend;
import dev.earshot.model.TrainedModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The report of an evaluation. */
public final class EvaluationPage {
  private EvaluationPage() {}

  /**
   * Builds the page, up to the command that repeats it.
   *
   * @param clips predictions and true classes
   * @param data the same clips with their vectors
   * @param backend computes the map
   * @param run the folder or file of the model
   * @param files finds the clips' sounds
   */
  public static ReportPage of(
      ScoredClips clips,
      Dataset data,
      TrainedModel model,
      Backend backend,
      Path run,
      ClipFiles files) {
    var page =
        ReportPage.of("The model of " + run + ", evaluated")
            .lead(
                "%s with known labels of %s classes, features %s."
                    .formatted(
                        CliText.count(clips.size(), "clip"),
                        model.classes().size(),
                        model.encoder()));
    var sections = new ScoreSections(List.of(clips));
    sections.scores(page);
    sections.classes(page);
    sections.confusion(page);
    sections.calibration(page);
    var all = new boolean[clips.size()];
    Arrays.fill(all, true);
    var known =
        new Dataset(
            data.x(),
            data.columns(),
            clips.truth(),
            clips.classes(),
            data.ids(),
            data.split(),
            data.groups(),
            data.encoder(),
            Optional.empty());
    new ClipMap(known, clips.truth(), details(clips), all, all)
        .addTo(page, model, backend, files, "Colours are the true classes.");
    ConfidenceCharts.mistakes(page, clips, files, "Of all clips.");
    return page.section("How to repeat it");
  }

  private static List<String> details(ScoredClips clips) {
    return IntStream.range(0, clips.size())
        .mapToObj(clip ->
            "predicted %s, confidence %s"
                .formatted(
                    clips.predictions().className(clip),
                    CliText.percent(clips.predictions().confidence(clip))))
        .toList();
  }
}
