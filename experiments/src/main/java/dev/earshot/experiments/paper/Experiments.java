package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.method.RecipeSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All experiments, by name. */
public final class Experiments {
  private static final int RUNS = 5;
  private static final int QUICK_RUNS = 2;
  private static final Map<String, Maker> BY_NAME = byName();

  private final Setup setup;

  /** Reads the data of an experiment and lists its cells. */
  private interface Maker {
    Experiment of(Setup setup) throws IOException, InterruptedException;
  }

  /**
   * @param sources finds the data
   * @param quick whether to cut every experiment short, so that all of them take minutes
   * @param runs number of runs; run r has seed r
   */
  public Experiments(DataSources sources, boolean quick, int runs) {
    this(sources, quick, runs, RecipeSettings::named);
  }

  /**
   * @param recipes gives recipes by name; tests pass shorter ones
   */
  Experiments(
      DataSources sources, boolean quick, int runs, Function<String, RecipeSettings> recipes) {
    setup = new Setup(sources, quick, runs, recipes, new PublishedFigures());
  }

  private static Map<String, Maker> byName() {
    Map<String, Maker> all = new LinkedHashMap<>();
    all.put(Table1.NAME, Table1::of);
    all.put(Table2.NAME, Table2::of);
    all.put(Table3.NAME, Table3::of);
    all.put(Table4.NAME, Table4::of);
    all.put(Fig3.NAME, Fig3::of);
    all.put(Fig4.NAME, Fig4::of);
    all.put(Fig5a.NAME, Fig5a::of);
    all.put(Fig5b.NAME, Fig5b::of);
    all.put(Fig6.NAME, Fig6::of);
    all.put(LargeGraph.NAME, LargeGraph::of);
    all.put(Edges.NAME, Edges::of);
    all.put(Labelling.NAME, Labelling::of);
    return all;
  }

  /** The number of runs of an experiment, or of all, if nothing else is asked for. */
  public static int usualRuns(String name, boolean quick) {
    if (quick) {
      return QUICK_RUNS;
    }
    return name.equals(Table3.NAME) ? Table3.RUNS : RUNS;
  }

  /** All names: the paper's in its order, then its ablation and ours. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * Reads the data of the experiment of this name and lists its cells.
   *
   * @throws IOException if data is missing; the message says what is missing and its source
   * @throws IllegalArgumentException if there is no such experiment
   */
  public Experiment named(String name) throws IOException, InterruptedException {
    Maker maker = BY_NAME.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "no experiment is called '%s'; there are: %s"
              .formatted(name, String.join(", ", names())));
    }
    return maker.of(setup);
  }
}
