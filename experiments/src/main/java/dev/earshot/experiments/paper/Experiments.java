package dev.earshot.experiments.paper;

import dev.earshot.experiments.Experiment;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.method.Recipe;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The experiments by name. */
public final class Experiments {
  private static final Map<String, Maker> BY_NAME = byName();

  private final Setup setup;

  /** Reads what data the experiment needs, and says what is to be done. */
  private interface Maker {
    Experiment of(Setup setup) throws IOException, InterruptedException;
  }

  /**
   * @param quick whether all is cut short, so that the whole set takes minutes
   * @param runs how many seeds
   */
  public Experiments(DataSources sources, boolean quick, int runs) {
    this(sources, quick, runs, Recipe::named);
  }

  /**
   * @param recipes recipes by name, such as shorter ones
   */
  Experiments(DataSources sources, boolean quick, int runs, Function<String, Recipe> recipes) {
    setup = new Setup(sources, quick, runs, recipes, new PublishedFigures());
  }

  private static Map<String, Maker> byName() {
    Map<String, Maker> all = new LinkedHashMap<>();
    all.put(Table1.NAME, Table1::of);
    all.put(Table2.NAME, Table2::of);
    all.put(Table4.NAME, Table4::of);
    all.put(Fig3.NAME, Fig3::of);
    all.put(Fig4.NAME, Fig4::of);
    all.put(Fig5a.NAME, Fig5a::of);
    all.put(Fig5b.NAME, Fig5b::of);
    all.put(Fig6.NAME, Fig6::of);
    all.put(LargeGraph.NAME, LargeGraph::of);
    all.put(Edges.NAME, Edges::of);
    return all;
  }

  /** All names, in the order of the paper. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The experiment of this name, its data read.
   *
   * @throws IOException if data is missing; the message says what and where to get it
   * @throws IllegalArgumentException if there is none of this name
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
