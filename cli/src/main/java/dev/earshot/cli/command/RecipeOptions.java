package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.cli.console.CliText;
import dev.earshot.method.Inference;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.SamplingSettings;
import dev.earshot.method.ssl.SslTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that choose a recipe and change it. */
final class RecipeOptions {
  private static final String AUTO = "auto";

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      defaultValue = "default",
      description =
          "How to learn: default, graph (its graph network alone), linear (fastest), paper,"
              + " paper-graphconv, paper-matched, paper-matched-graphconv, paper-transforms, or a file"
              + " FILE.json with every field of a recipe (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--ssl",
      paramLabel = "TASKS",
      converter = Tasks.class,
      completionCandidates = TaskNames.class,
      description =
          "Self-supervised tasks: none, all, or some of ${COMPLETION-CANDIDATES} (default: the"
              + " recipe's).")
  private Optional<Set<SslTask>> tasks;

  @Option(
      names = "--inference",
      paramLabel = "MODE",
      converter = Mode.class,
      description =
          "Training clips to which a new clip is joined: random ones, its nearest (knn), or none;"
              + " matched: random ones, and some training clips too (default: the recipe's).")
  private Optional<Inference> inference;

  @Option(
      names = "--random-edges",
      paramLabel = "T",
      converter = RandomEdges.class,
      description =
          "Number of edges for random inference; auto: enough that one meets a labelled clip with"
              + " probability 0.9 (default: the recipe's).")
  private Optional<Integer> randomEdges;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "Limit on the number of epochs (default: the recipe's number of epochs or steps).")
  private Optional<Integer> epochs;

  @Option(
      names = "--large-graph",
      description = "Train on all clips as one graph instead of small class-balanced subgraphs.")
  private boolean largeGraph;

  /**
   * The recipe with the user's changes.
   *
   * @throws BadInputException if the changes do not fit the recipe
   */
  RecipeSettings recipe() throws IOException {
    var recipe =
        name.endsWith(".json") ? RecipeSettings.read(Path.of(name)) : RecipeSettings.named(name);
    if (tasks.isPresent()) {
      recipe = recipe.withTasks(tasks.get());
    }
    if (inference.isPresent()) {
      recipe = recipe.withInference(recipe.inference().withMode(inference.get()));
    }
    if (randomEdges.isPresent()) {
      var mode = recipe.inference().mode();
      if (mode != Inference.RANDOM && mode != Inference.MATCHED) {
        throw new BadInputException(
            "--random-edges goes with --inference random or matched; this recipe's inference is "
                + label(recipe.inference().mode()));
      }
      recipe = recipe.withInference(recipe.inference().withRandomEdges(randomEdges.get()));
    }
    if (epochs.isPresent()) {
      recipe = recipe.withOptimizer(recipe.optimizer().withEpochs(epochs.get()));
    }
    if (largeGraph) {
      var sampling = recipe.sampling();
      recipe =
          recipe.withSampling(
              new SamplingSettings(true, sampling.perClass(), sampling.unlabelled()));
    }
    return recipe;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> Optional<E> find(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants()).filter(e -> label(e).equals(text)).findFirst();
  }

  private static TypeConversionException unknown(String text, Object... known) {
    return new TypeConversionException(
        "'%s'; expected %s".formatted(text, CliText.list(List.of(known))));
  }

  /** The self-supervised tasks that there are. */
  static final class TaskNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    TaskNames() {
      Arrays.stream(SslTask.values()).map(SslTask::label).forEach(this::add);
    }
  }

  /** Parses a list of self-supervised tasks. */
  static final class Tasks implements ITypeConverter<Set<SslTask>> {
    @Override
    public Set<SslTask> convert(String value) {
      return switch (value) {
        case "none" -> EnumSet.noneOf(SslTask.class);
        case "all" -> EnumSet.copyOf(SslTask.ofPaper());
        default ->
            Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .map(name ->
                    Arrays.stream(SslTask.values())
                        .filter(task -> task.label().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                            unknown(
                                name,
                                "none, all, or some of " + String.join(",", new TaskNames()))))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(SslTask.class)));
      };
    }
  }

  /** Parses a mode of inference. */
  static final class Mode implements ITypeConverter<Inference> {
    @Override
    public Inference convert(String value) {
      return find(Inference.class, value)
          .orElseThrow(() -> unknown(value, "random", "matched", "knn", "none"));
    }
  }

  /** Parses a number of edges; the engine's value for auto is 0. */
  static final class RandomEdges implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return value.equals(AUTO) ? 0 : new AtLeastOne().convert(value);
    }
  }
}
