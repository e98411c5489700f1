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
import dev.earshot.experiments.cells.NoiseJob;
import dev.earshot.experiments.cells.Results;
import dev.earshot.experiments.cells.ScoringJob;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.experiments.data.NoisyClips;
import dev.earshot.metrics.MeanStd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Table IV: the drop in accuracy under noise that is absent in training, by task. */
final class Table4 {
  static final String NAME = "table4";

  private static final String TITLE = "Noise added to the test clips only (Table IV)";
  private static final String MEAN = "mean";
  private static final List<String> NOISES =
      Stream.concat(DataSources.NOISES.stream(), Stream.of(MEAN)).toList();
  private static final Column CLEAN = new Column("clean UA %", Unit.PERCENT);

  private Table4() {}

  static Experiment of(Setup setup) throws IOException, InterruptedException {
    var source = setup.speech();
    var clips = new NoisyClips(source, setup.sources().noises());
    List<Cell> cells = new ArrayList<>();
    for (String name : Setup.recipeNames().reversed()) {
      Setup.singleTasks()
          .forEach((words, set) -> {
            var varied = setup.recipe(name).withTasks(set);
            cells.addAll(
                setup.cells(
                    source, Setup.TENTH, name, words, trial -> new NoiseJob(trial, varied, clips)));
          });
    }
    return new Experiment(
        NAME,
        TITLE,
        setup.about(
            source,
            "Noise: an excerpt chosen by the seed, added at a signal-to-noise ratio over the whole"
                + " clip; the features are extracted anew"),
        cells,
        results -> findings(setup, results));
  }

  private static Findings findings(Setup setup, Results results) {
    List<Column> columns = new ArrayList<>(List.of(CLEAN));
    NOISES.forEach(noise -> columns.add(column(noise)));
    List<Row> rows = new ArrayList<>();
    for (String name : Setup.recipeNames()) {
      for (String task : Setup.singleTasks().keySet()) {
        rows.addAll(rows(results, name, task));
      }
    }
    List<Figure> figures = new ArrayList<>();
    for (int decibels : NoisyClips.RATIOS) {
      figures.add(
          Figures.bars(
              "Drop at %s dB, mean over the noises".formatted(decibels),
              rows.stream().filter(row -> row.keys().get(2).equals(words(decibels))).toList(),
              column(MEAN),
              Axis.percent("drop")));
    }
    for (String task : Setup.singleTasks().keySet()) {
      rows.add(
          new Row(
              List.of("the paper", task, "not stated"),
              Map.of(),
              DataSources.NOISES.stream()
                  .map(noise -> setup.printed().of(NAME, task, noise))
                  .collect(Collectors.joining(", "))));
    }
    var sheet =
        new Sheet(
            NAME,
            "Drop in unweighted accuracy under noise, in points",
            List.of("method", "task", "noise at"),
            columns,
            rows,
            List.of(
                "The paper: drop in points on IEMOCAP, 4 emotions, the noises in the order of the"
                    + " columns; our copy of the text does not state the signal-to-noise ratio. The"
                    + " order of tasks can be compared, the values cannot.",
                "A method near chance has little to lose: look at the clean accuracy first. A drop"
                    + " below 0 is a gain, by chance where the test clips are few."));
    return new Findings(List.of(sheet), figures);
  }

  private static String words(int decibels) {
    return decibels + " dB";
  }

  private static Column column(String noise) {
    return new Column(noise, Unit.POINTS);
  }

  private static List<Row> rows(Results results, String method, String task) {
    List<Row> rows = new ArrayList<>();
    for (int decibels : NoisyClips.RATIOS) {
      Map<String, MeanStd> scores = new LinkedHashMap<>();
      scores.put(CLEAN.name(), results.score(method, task, ScoringJob.UNWEIGHTED_ACCURACY));
      for (String noise : NOISES) {
        scores.put(
            noise,
            results.score(
                method,
                task,
                result ->
                    result.get(ScoringJob.UNWEIGHTED_ACCURACY) - noisy(result, noise, decibels)));
      }
      rows.add(new Row(List.of(method, task, words(decibels)), scores, ""));
    }
    return rows;
  }

  private static double noisy(CellResult result, String noise, int decibels) {
    List<String> noises = noise.equals(MEAN) ? DataSources.NOISES : List.of(noise);
    return noises.stream()
        .mapToDouble(each -> result.get(NoisyClips.key(each, decibels)))
        .average()
        .orElseThrow();
  }
}
