package dev.earshot.experiments.paper;

import dev.earshot.experiments.cells.Cell;
import dev.earshot.experiments.cells.Job;
import dev.earshot.experiments.cells.Trial;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.experiments.data.DataSources;
import dev.earshot.learner.Learners;
import dev.earshot.method.Recipe;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.run.LabelBudget;
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
 * What the experiments have in common.
 *
 * @param sources where data comes from
 * @param quick whether all is cut short, so that the whole set takes minutes
 * @param runs how many seeds, from 0
 * @param recipes recipes by name
 * @param printed the paper's figures
 */
record Setup(
    DataSources sources,
    boolean quick,
    int runs,
    Function<String, Recipe> recipes,
    PublishedFigures printed) {
  static final String PAPER = "paper";
  static final String PAPER_GRAPHCONV = "paper-graphconv";
  static final String DEFAULT = "default";

  /** The graph network that the default recipe is made with. */
  static final String GRAPH = "graph";

  /** The share of the training labels that the paper's semi-supervised experiments keep. */
  static final LabelBudget TENTH = new LabelBudget.Rate(0.1);

  /** In full, the paper's recipes train 50. */
  private static final int QUICK_EPOCHS = 15;

  /** In full, the engine's own recipes train 400. */
  private static final int QUICK_STEPS = 200;

  private static final int STEPS = 400;

  private static final List<String> QUICK_BASELINES =
      List.of("lr", "lr-balanced", "knn", "labelspreading", "mlp", "simclr");
  private static final int QUICK_TRAINING = 100;
  private static final int QUICK_TEST = 60;

  /** The recipes that are looked at. Of {@link #DEFAULT} the networks within are varied. */
  static List<String> recipeNames() {
    return List.of(PAPER, PAPER_GRAPHCONV, GRAPH, DEFAULT);
  }

  /** What the paper's tables have in a row each: no self-supervised task, one, or all. */
  static Map<String, Set<SslTask>> tasks() {
    Map<String, Set<SslTask>> tasks = singleTasks();
    tasks.put("all", EnumSet.allOf(SslTask.class));
    return tasks;
  }

  /** {@link #tasks} but for all at once. */
  static Map<String, Set<SslTask>> singleTasks() {
    Map<String, Set<SslTask>> tasks = new LinkedHashMap<>();
    tasks.put(MethodTable.NONE, EnumSet.noneOf(SslTask.class));
    for (SslTask task : SslTask.values()) {
      tasks.put(task.label(), EnumSet.of(task));
    }
    return tasks;
  }

  /** A recipe by name, shorter if all is to be quick. */
  Recipe recipe(String name) {
    Recipe recipe = recipes.apply(name);
    var optimizer = recipe.optimizer();
    if (quick && optimizer.epochs() > QUICK_EPOCHS) {
      return recipe.withOptimizer(optimizer.withEpochs(QUICK_EPOCHS));
    }
    return quick && optimizer.steps() > QUICK_STEPS
        ? recipe.withOptimizer(optimizer.withSteps(QUICK_STEPS))
        : recipe;
  }

  /** How many steps one large graph is trained for, whose epochs are a step each. */
  int steps() {
    return quick ? QUICK_STEPS : STEPS;
  }

  /** The same without self-supervised tasks. */
  Recipe plain(String name) {
    return recipe(name).withTasks(Set.of());
  }

  /** The baselines with few labels: all, or those that take a moment. */
  List<String> baselines() {
    return quick ? QUICK_BASELINES : Learners.names();
  }

  /** EmoDB or the user's own data. */
  DataSource speech() throws IOException, InterruptedException {
    return sources.speech();
  }

  /** AudioSet-33, a part of it if all is to be quick, or the user's own data. */
  DataSource sounds() throws IOException, InterruptedException {
    return quick
        ? sources.sounds(QUICK_TRAINING, QUICK_TEST)
        : sources.sounds(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** How an experiment is done, for its reader. */
  List<String> about(DataSource source, String... more) {
    List<String> about = new ArrayList<>();
    about.add(source.words());
    about.add(
        runs == 1
            ? "One run: nothing to tell luck from merit by"
            : runs
                + " runs, each with a split, labels and weights of its own; mean ± standard"
                + " deviation");
    about.add(
        "Every method gets the same labels, those it validates by included; a tenth of the clips,"
            + " or the data's own test part, is the test");
    about.add(
        "default is a vote: what is varied are the networks within, hidden rows are those of its"
            + " graph network, scores are the vote's");
    about.addAll(List.of(more));
    if (quick) {
      about.add(
          "Cut short by --quick: fewer runs and settings; the paper's recipes train %d epochs, not 50, the others %d steps, not %d"
              .formatted(QUICK_EPOCHS, QUICK_STEPS, STEPS));
      if (source.name().equals(DataSources.AUDIOSET_NAME)) {
        about.add(
            "Cut short by --quick: at most %d training and %d test clips of each class"
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
      Function<Trial, Job> work) {
    return LongStream.range(0, runs)
        .mapToObj(
            seed -> new Cell(method, setting, seed, work.apply(new Trial(source, budget, seed))))
        .toList();
  }
}
