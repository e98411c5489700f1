package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.run.TrainedRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a user should know of the labels and clips of a training, one line each. */
public final class TrainingRemarks {
  /** More clips of no class are worth a line, as a fraction of those without a label. */
  private static final double MANY_UNKNOWN = 0.1;

  private static final int FEWEST_UNKNOWN = 5;

  /** More contradicted labels are worth a line, as a fraction of those with sure predictions. */
  private static final double MANY_DOUBTFUL = 0.1;

  private static final int FEWEST_DOUBTFUL = 3;

  /** The factor between the labels of two classes from which a line says so. */
  private static final int TIMES = 10;

  private TrainingRemarks() {}

  /**
   * The remarks.
   *
   * @param data the data as the user named it
   */
  public static List<String> of(TrainedRuns result, Path data) {
    var remarks = new ArrayList<String>();
    unbalanced(result).ifPresent(remarks::add);
    doubtful(result, data).ifPresent(remarks::add);
    unknown(result).ifPresent(remarks::add);
    return remarks;
  }

  /** Many clips without a label seem to be of no class; empty if few do. */
  private static Optional<String> unknown(TrainedRuns result) {
    if (!result.usesAllLabels()) {
      return Optional.empty();
    }
    int all = result.predictions().size();
    return result
        .predictions()
        .unknown()
        .filter(
            found -> found.expected() >= FEWEST_UNKNOWN && found.expected() >= MANY_UNKNOWN * all)
        .map(found ->
            "about %s of the %s without a label seem to belong to no class that has labels: see column '%s' of predictions.csv"
                .formatted(Math.round(found.expected()), CliText.count(all, "clip"), found.name()));
  }

  /** Many labels may be wrong; empty if few may be. */
  private static Optional<String> doubtful(TrainedRuns result, Path data) {
    return result
        .doubts()
        .filter(found ->
            found.sureDoubts() >= FEWEST_DOUBTFUL
                && found.sureDoubts() >= MANY_DOUBTFUL * found.sure())
        .map(found ->
            "held-out predictions contradict many labels: about %s of %s may be wrong, or the clips are hard; to list them: %s"
                .formatted(found.suspects(), found.checked(), CliText.command("check", data)));
  }

  /** One class has far more labels than another; empty if none has. */
  private static Optional<String> unbalanced(TrainedRuns result) {
    var names = result.data().classes();
    int[] labels = result.data().labels();
    int[] counts =
        IntStream.range(0, names.size())
            .map(c -> (int) IntStream.of(labels).filter(label -> label == c).count())
            .toArray();
    var present = IntStream.range(0, counts.length).filter(c -> counts[c] > 0).boxed().toList();
    int most = present.stream().reduce((a, b) -> counts[b] > counts[a] ? b : a).orElseThrow();
    int fewest = present.stream().reduce((a, b) -> counts[b] < counts[a] ? b : a).orElseThrow();
    return counts[most] < TIMES * counts[fewest]
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "class '%s' has %s, class '%s' only %s: all classes count the same, so more labels"
                    + " of rare classes help most",
                names.get(most),
                CliText.count(counts[most], "label"),
                names.get(fewest),
                counts[fewest]));
  }
}
