package dev.earshot.cli.command;

import dev.earshot.Dataset;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.TextTable;
import dev.earshot.compute.Backend;
import dev.earshot.data.ClassNames;
import dev.earshot.data.LabelSets;
import dev.earshot.model.LabelsModel;
import dev.earshot.run.LabelsTrainer.ClassScore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scores of {@code earshot evaluate} where clips have several labels, class by class.
 *
 * @param clips how many clips have a label
 * @param meanAveragePrecision over the classes that can be scored
 * @param meanArea the mean area under the ROC curve
 * @param perClass the classes that some clips have, and some have not
 */
record LabelsEvaluation(
    int clips, double meanAveragePrecision, double meanArea, List<PerClass> perClass) {
  /**
   * A class.
   *
   * @param score whether its clips get greater probabilities than others
   * @param called how many clips are said to have it: those that reach its threshold
   * @param precision the fraction of right clips among these; 0 if there are none
   * @param recall the fraction of its clips that are said to have it
   */
  record PerClass(ClassScore score, int called, double precision, double recall) {}

  /**
   * Scores a model.
   *
   * @param source where the data is from
   * @throws BadInputException if no class can be scored
   */
  static LabelsEvaluation of(
      LabelsModel model, Dataset data, Path source, Backend backend, Console console) {
    var labels = LabelSets.of(data);
    int[] rows = labels.labelled();
    var foreign =
        labels.classes().stream()
            .filter(name -> ClassNames.indexOf(model.classes(), name) < 0)
            .toList();
    if (!foreign.isEmpty()) {
      console.warn(
          "%s: the model does not have class %s; its classes are %s"
              .formatted(source, CliText.list(foreign), CliText.list(model.classes())));
    }
    float[] probabilities = model.probabilities(data.select(rows), backend);
    List<PerClass> scored = new ArrayList<>();
    for (int c = 0; c < model.classes().size(); c++) {
      var name = model.classes().get(c);
      int label = ClassNames.indexOf(labels.classes(), name);
      int having = label < 0 ? 0 : labels.count(label);
      if (having > 0 && having < rows.length) {
        scored.add(
            score(
                model,
                c,
                IntStream.of(rows).mapToObj(row -> labels.has(row, label)).toList(),
                probabilities));
      } else {
        console.note(
            "Class '%s' is not scored: %s of the %s have it"
                .formatted(name, having, CliText.count(rows.length, "labelled clip")));
      }
    }
    if (scored.isEmpty()) {
      throw new BadInputException(
          source
              + ": no class of the model can be scored; a class needs clips with it and without it");
    }
    return new LabelsEvaluation(
        rows.length,
        scored.stream()
            .mapToDouble(each -> each.score().averagePrecision())
            .average()
            .orElseThrow(),
        scored.stream().mapToDouble(each -> each.score().area()).average().orElseThrow(),
        scored);
  }

  private static PerClass score(
      LabelsModel model, int label, List<Boolean> truth, float[] probabilities) {
    int count = model.classes().size();
    var has = new boolean[truth.size()];
    var own = new float[truth.size()];
    int said = 0;
    int right = 0;
    for (int i = 0; i < has.length; i++) {
      has[i] = truth.get(i);
      own[i] = probabilities[i * count + label];
      if (own[i] >= model.calibration().thresholds().get(label)) {
        said++;
        right += has[i] ? 1 : 0;
      }
    }
    var score = ClassScore.of(model.classes().get(label), has, own);
    return new PerClass(
        score, said, (double) right / Math.max(1, said), (double) right / score.clips());
  }

  /** The table that is printed. */
  String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "class", "clips", "average precision", "area under ROC curve", "precision", "recall"));
    for (var each : perClass) {
      var score = each.score();
      rows.add(
          List.of(
              score.name(),
              Integer.toString(score.clips()),
              CliText.percent(score.averagePrecision()),
              CliText.percent(score.area()),
              each.called() == 0 ? "-" : CliText.percent(each.precision()),
              CliText.percent(each.recall())));
    }
    rows.add(
        List.of(
            "mean", "", CliText.percent(meanAveragePrecision), CliText.percent(meanArea), "", ""));
    return TextTable.of(rows, 1);
  }
}
