package dev.earshot.experiments.paper;

import dev.earshot.LabelBudget;
import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Job;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.learner.Learners;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.ssl.SslTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * What all experiments have in common: data, recipes, tasks, baselines and runs.
 *
 * @param sources finds the data
 * @param quick whether to cut every experiment short
 * @param runs number of runs; run r has seed r
 * @param recipes gives recipes by name
 * @param printed the numbers that the paper printed
 */
record Setup(
    DataSources sources,
    boolean quick,
    int runs,
    Function<String, RecipeSettings> recipes,
    PublishedFigures printed) {
  static final String PAPER = "paper";
  static final String PAPER_GRAPHCONV = "paper-graphconv";
  static final String DEFAULT = "default";

  /** The graph network of the default recipe, alone. */
  static final String GRAPH = "graph";

  /** The label rate of the paper's semi-supervised experiments: 10 %. */
  static final LabelBudget TENTH = new LabelBudget.Rate(0.1);

  /** Epochs of the paper's recipes with {@code --quick}; otherwise 50. */
  private static final int QUICK_EPOCHS = 15;

  /** Steps of our own recipes with {@code --quick}; otherwise {@link #STEPS}. */
  private static final int QUICK_STEPS = 200;

  private static final int STEPS = 400;

  private static final List<String> QUICK_BASELINES =
      List.of("lr", "lr-balanced", "knn", "labelspreading", "mlp", "simclr");
  private static final int QUICK_TRAINING = 100;
  private static final int QUICK_TEST = 60;

  /** The recipes compared. In {@link #DEFAULT}, a vote, the graph networks are varied. */
  static List<String> recipeNames() {
    return List.of(PAPER, PAPER_GRAPHCONV, GRAPH, DEFAULT);
  }

  /**
   * The rows of Tables I and II: no self-supervised task, each task alone, all of the paper's
   * tasks, then those of its authors' public code.
   */
  static Map<String, Set<SslTask>> tasks() {
    Map<String, Set<SslTask>> tasks = singleTasks();
    tasks.put("all", EnumSet.copyOf(SslTask.ofPaper()));
    bothReadings().forEach(tasks::putIfAbsent);
    return tasks;
  }

  /** No self-supervised task, and each task alone. */
  static Map<String, Set<SslTask>> singleTasks() {
    Map<String, Set<SslTask>> tasks = new LinkedHashMap<>();
    tasks.put(MethodTable.NONE, EnumSet.noneOf(SslTask.class));
    for (SslTask task : SslTask.ofPaper()) {
      tasks.put(task.label(), EnumSet.of(task));
    }
    return tasks;
  }

  /**
   * The single tasks as the paper describes them, then those of its authors' public code, which
   * changes columns of features and edges.
   */
  static Map<String, Set<SslTask>> bothReadings() {
    Map<String, Set<SslTask>> tasks = singleTasks();
    for (SslTask task : EnumSet.complementOf(EnumSet.copyOf(SslTask.ofPaper()))) {
      tasks.put(task.label(), EnumSet.of(task));
    }
    return tasks;
  }

  /** The recipe of this name, with fewer epochs or steps if {@link #quick}. */
  RecipeSettings recipe(String name) {
    RecipeSettings recipe = recipes.apply(name);
    var optimizer = recipe.optimizer();
    if (quick && optimizer.epochs() > QUICK_EPOCHS) {
      return recipe.withOptimizer(optimizer.withEpochs(QUICK_EPOCHS));
    }
    return quick && optimizer.steps() > QUICK_STEPS
        ? recipe.withOptimizer(optimizer.withSteps(QUICK_STEPS))
        : recipe;
  }

  /** Number of steps for one large graph, where an epoch is one step. */
  int steps() {
    return quick ? QUICK_STEPS : STEPS;
  }

  /** The recipe of this name without self-supervised tasks. */
  RecipeSettings plain(String name) {
    return recipe(name).withTasks(Set.of());
  }

  /** The baselines at a label rate of 10 %: all, or the fast ones if {@link #quick}. */
  List<String> baselines() {
    return quick ? QUICK_BASELINES : Learners.baselines();
  }

  /** EmoDB or the user's own data. */
  DataSource speech() throws IOException, InterruptedException {
    return sources.speech();
  }

  /** AudioSet-33 (a part of it if {@link #quick}) or the user's own data. */
  DataSource sounds() throws IOException, InterruptedException {
    return quick
        ? sources.sounds(QUICK_TRAINING, QUICK_TEST)
        : sources.sounds(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** The conditions of an experiment, in sentences for its reader. */
  List<String> about(DataSource source, String... more) {
    List<String> about = new ArrayList<>();
    about.add(source.describe());
    about.add(
        runs == 1
            ? "One run: the scores come without a standard deviation"
            : runs
                + " runs, each with its own split, labels and initial weights; mean ± standard"
                + " deviation");
    about.add(
        "Every method gets the same labels, those for validation included; tested on 10 % of the"
            + " clips, or on the data's own test part");
    about.add(
        "default is a vote of members: its graph networks are varied, the hidden rows are those of its"
            + " graph network, the scores are those of the vote");
    about.addAll(List.of(more));
    if (quick) {
      about.add(
          "Cut short by --quick: fewer runs and settings; the paper's recipes train %s epochs, not 50, the others %s steps, not %s"
              .formatted(QUICK_EPOCHS, QUICK_STEPS, STEPS));
      if (source.name().equals(DataSources.AUDIOSET_NAME)) {
        about.add(
            "Cut short by --quick: at most %s training and %s test clips of each class"
                .formatted(QUICK_TRAINING, QUICK_TEST));
      }
    }
    return about;
  }

  /** A cell for each run. */
  List<Cell> cells(
      DataSource source,
      LabelBudget budget,
      String method,
      String setting,
      Function<Trial, Job> job) {
    return LongStream.range(0, runs)
        .mapToObj(
            seed -> new Cell(method, setting, seed, job.apply(new Trial(source, budget, seed))))
        .toList();
  }
}
