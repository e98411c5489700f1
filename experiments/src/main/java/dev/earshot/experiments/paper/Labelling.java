package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.Experiment.Findings;
import dev.earshot.experiments.Figure;
import dev.earshot.experiments.Figure.Axis;
import dev.earshot.experiments.Sheet;
import dev.earshot.experiments.Sheet.Column;
import dev.earshot.experiments.Sheet.Row;
import dev.earshot.experiments.Sheet.Unit;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.CellResult;
import dev.earshot.experiments.cells.LabellingJob;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.experiments.paper.Figures.LinePoint;
import dev.earshot.metrics.MeanStd;
import dev.earshot.suggest.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Our own study: labels that were suggested against as many random ones. */
final class Labelling {
  static final String NAME = "suggest";

  private static final String TITLE = "Suggested labels against random ones";
  private static final int ROUNDS = 5;
  private static final int BATCH = 10;

  /** From this number of classes on, a round has {@link #LARGE_BATCH} labels. */
  private static final int MANY_CLASSES = 20;

  private static final int LARGE_BATCH = 20;
  private static final String RANDOM = "random";
  private static final Strategy STRATEGY = Strategy.MIXED;
  private static final String SUGGESTED = "suggested";

  private static final Column OF_RANDOM = new Column("random UA %", Unit.PERCENT);
  private static final Column OF_SUGGESTED = new Column("suggested UA %", Unit.PERCENT);
  private static final Column GAIN = new Column("gain", Unit.POINTS);
  private static final Column ERRORS = new Column("gain in standard errors", Unit.NUMBER);
  private static final Column NEEDED = new Column("suggested labels for the same", Unit.NUMBER);

  private Labelling() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    List<DataSource> sources = setup.sources().toLabel(setup.quick());
    List<Cell> cells = new ArrayList<>();
    List<String> about = new ArrayList<>();
    for (DataSource source : sources) {
      about.add(source.describe());
      for (long seed = 0; seed < setup.runs(); seed++) {
        cells.add(cell(source, RANDOM, Optional.empty(), seed));
        cells.add(cell(source, SUGGESTED, Optional.of(STRATEGY), seed));
      }
    }
    about.add(
        "%s splits, each with a third of the clips for the test; %s rounds of labels, learnt from by recipe linear"
            .formatted(setup.runs(), ROUNDS));
    about.add("Suggested: strategy mixed; every tenth label of a round is random");
    return new Experiment(NAME, TITLE, about, cells, results -> findings(sources, results));
  }

  private static int batch(DataSource source) {
    return source.data().classes().size() < MANY_CLASSES ? BATCH : LARGE_BATCH;
  }

  /** The name of the data with its encoder, without the mark that tells networks apart. */
  private static String words(DataSource source) {
    return source.name() + ", " + source.data().encoder().replaceAll("@.*", "");
  }

  private static Cell cell(
      DataSource source, String method, Optional<Strategy> strategy, long seed) {
    return new Cell(
        method,
        words(source),
        seed,
        new LabellingJob(source, strategy, batch(source), ROUNDS, seed));
  }

  private static Findings findings(List<DataSource> sources, Results results) {
    List<Row> rows = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    for (DataSource source : sources) {
      List<LinePoint> points = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        int labels = (round + 1) * batch(source);
        MeanStd random = accuracy(results, RANDOM, source, round);
        MeanStd suggested = accuracy(results, SUGGESTED, source, round);
        points.add(new LinePoint(RANDOM, labels, random));
        points.add(new LinePoint(SUGGESTED, labels, suggested));
        MeanStd gain = gain(results, source, round);
        Map<String, MeanStd> scores = new LinkedHashMap<>();
        scores.put(OF_RANDOM.name(), random);
        scores.put(OF_SUGGESTED.name(), suggested);
        scores.put(GAIN.name(), gain);
        if (gain.std() > 0) {
          scores.put(ERRORS.name(), MeanStd.of(gain.mean() / gain.standardError()));
        }
        needed(results, source, random.mean())
            .ifPresent(count -> scores.put(NEEDED.name(), MeanStd.of(count)));
        rows.add(new Row(List.of(words(source), Integer.toString(labels)), scores, ""));
      }
      figures.add(
          Figures.lines(
              words(source), Axis.linear("labels"), Axis.percent("unweighted accuracy"), points));
    }
    var sheet =
        new Sheet(
            NAME,
            TITLE,
            List.of("data", "labels"),
            List.of(OF_RANDOM, OF_SUGGESTED, GAIN, ERRORS, NEEDED),
            rows,
            List.of(
                "Gain: suggested minus random on the same split, in points. The goals: more than two standard errors at each number of labels, and two thirds of the labels for the same accuracy.",
                "Suggested labels for the same: where the line through the means first reaches the accuracy of the random labels; empty if it does not."));
    return new Findings(List.of(sheet), figures);
  }

  private static double ofRound(CellResult result, int round) {
    return result.list(LabellingJob.ACCURACIES)[round];
  }

  private static MeanStd accuracy(Results results, String method, DataSource source, int round) {
    return results.score(method, words(source), result -> ofRound(result, round));
  }

  private static MeanStd gain(Results results, DataSource source, int round) {
    List<CellResult> random = results.of(RANDOM, words(source));
    List<CellResult> suggested = results.of(SUGGESTED, words(source));
    return MeanStd.of(
        IntStream.range(0, random.size())
            .mapToDouble(
                run -> ofRound(suggested.get(run), round) - ofRound(random.get(run), round))
            .toArray());
  }

  /**
   * How many suggested labels reach an accuracy. The line begins at the first round: below its
   * accuracy the answer is that round's number, which is too high.
   */
  private static Optional<Double> needed(Results results, DataSource source, double goal) {
    double before = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double reached = accuracy(results, SUGGESTED, source, round).mean();
      if (reached >= goal) {
        double back = round == 0 ? 0 : (reached - goal) / (reached - before);
        return Optional.of(batch(source) * (round + 1 - back));
      }
      before = reached;
    }
    return Optional.empty();
  }
}
