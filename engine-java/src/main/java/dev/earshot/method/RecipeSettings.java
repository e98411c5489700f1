package dev.earshot.method;

import dev.earshot.base.Checks;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.learner.LearnerSettings;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that decides what is learnt from given data. Recipes are JSON files. Some are among
 * the engine's resources, and a user can write others.
 *
 * @param name its name
 * @param network the shape of the network
 * @param edges how the nodes of a subgraph are linked
 * @param sampling which nodes a training step draws
 * @param entropyWeight factor of the unlabelled nodes' entropy (the paper's lambda1)
 * @param tasks the self-supervised tasks
 * @param ssl the settings of these tasks
 * @param optimizer the length of a run and the settings of its optimizer
 * @param inference how new clips are classified
 * @param clip bound on the magnitude of standardised features; 0 for none
 * @param members the members of an ensemble; if there are none, the recipe learns the network
 *     alone, in the plain feature space
 */
public record RecipeSettings(
    String name,
    NetworkSettings network,
    EdgeSettings edges,
    SamplingSettings sampling,
    double entropyWeight,
    List<SslTask> tasks,
    SslSettings ssl,
    OptimizerSettings optimizer,
    InferenceSettings inference,
    double clip,
    List<MemberSettings> members) {
  private static final double MOST_ENTROPY_WEIGHT = 1e6;

  /**
   * Copies the lists and checks the numbers.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public RecipeSettings {
    Checks.range("entropyWeight", entropyWeight, 0, MOST_ENTROPY_WEIGHT);
    Checks.range("clip", clip, 0, Double.MAX_VALUE);
    tasks = List.copyOf(tasks.isEmpty() ? EnumSet.noneOf(SslTask.class) : EnumSet.copyOf(tasks));
    members = List.copyOf(members);
  }

  /** Whether the recipe learns an ensemble. */
  public boolean isEnsemble() {
    return !members.isEmpty();
  }

  /** The recipe of an ensemble's graph networks: the same without members. */
  public RecipeSettings graph() {
    return withMembers(List.of());
  }

  /** The same with other members. */
  public RecipeSettings withMembers(List<MemberSettings> other) {
    return with(changed -> changed.members = other);
  }

  /** The number of random edges into some nodes in each training step; 0 for none. */
  int matchedEdges() {
    return inference.mode() == Inference.MATCHED ? inference.randomEdges() : 0;
  }

  /**
   * The recipe by which new clips are classified. Matched inference differs from random inference
   * in training only.
   */
  RecipeSettings forPrediction() {
    return inference.mode() != Inference.MATCHED
        ? this
        : with(changed -> {
          changed.edges = edges.withBlindShare(0);
          changed.inference = inference.withMode(Inference.RANDOM);
        });
  }

  /** The settings that the recipe gives to the learners of an ensemble. */
  public LearnerSettings learners() {
    return new LearnerSettings(clip, network, optimizer, sampling.perClass());
  }

  /** The names of the engine's own recipes. */
  public static List<String> names() {
    return RecipeFile.NAMES;
  }

  /**
   * One of the engine's own recipes.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists them
   */
  public static RecipeSettings named(String name) {
    return RecipeFile.named(name);
  }

  /**
   * Reads a recipe from a JSON file that holds every field.
   *
   * @throws IOException if it cannot be read or a field is missing, unknown or out of range; the
   *     message names the file and the field
   */
  public static RecipeSettings read(Path file) throws IOException {
    return RecipeFile.read(file);
  }

  /** The same with other self-supervised tasks. */
  public RecipeSettings withTasks(Set<SslTask> other) {
    return with(changed -> changed.tasks = List.copyOf(other));
  }

  /** The same with a network of another shape. */
  public RecipeSettings withNetwork(NetworkSettings other) {
    return with(changed -> changed.network = other);
  }

  /** The same with another way to classify new clips. */
  public RecipeSettings withInference(InferenceSettings other) {
    return with(changed -> changed.inference = other);
  }

  /** The same with other optimizer settings. */
  public RecipeSettings withOptimizer(OptimizerSettings other) {
    return with(changed -> changed.optimizer = other);
  }

  /** The same with other subgraphs. */
  public RecipeSettings withSampling(SamplingSettings other) {
    return with(changed -> changed.sampling = other);
  }

  /** The same with other settings of the self-supervised tasks. */
  public RecipeSettings withSsl(SslSettings other) {
    return with(changed -> changed.ssl = other);
  }

  private RecipeSettings with(Consumer<Changed> change) {
    var changed = new Changed(this);
    change.accept(changed);
    return changed.settings();
  }

  /** Settings of which some are being changed. */
  private static final class Changed {
    private final String name;
    private NetworkSettings network;
    private EdgeSettings edges;
    private SamplingSettings sampling;
    private final double entropyWeight;
    private List<SslTask> tasks;
    private SslSettings ssl;
    private OptimizerSettings optimizer;
    private InferenceSettings inference;
    private final double clip;
    private List<MemberSettings> members;

    Changed(RecipeSettings from) {
      name = from.name;
      network = from.network;
      edges = from.edges;
      sampling = from.sampling;
      entropyWeight = from.entropyWeight;
      tasks = from.tasks;
      ssl = from.ssl;
      optimizer = from.optimizer;
      inference = from.inference;
      clip = from.clip;
      members = from.members;
    }

    RecipeSettings settings() {
      return new RecipeSettings(
          name,
          network,
          edges,
          sampling,
          entropyWeight,
          tasks,
          ssl,
          optimizer,
          inference,
          clip,
          members);
    }
  }
}
