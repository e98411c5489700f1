package dev.earshot.method.ssl;

import dev.earshot.autodiff.Tensor;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The self-supervised tasks by name: the paper's, then those of the authors' public code, which
 * changes columns of features and edges. A new task needs a new class and a line here.
 */
public enum SslTask {
  /** Noise is added to the features, and the network reconstructs the clean ones. */
  DENOISE(new Denoise()),
  /** Some nodes' features are set to 0, and the network reconstructs them from the neighbours. */
  COMPLETION(new Completion()),
  /** Some nodes exchange their features, and the network tells which. */
  SHUFFLE(new Shuffle()),
  /** Noise is added to some columns of all nodes, and the network reconstructs the clean ones. */
  DENOISE_COLUMNS(new DenoiseColumns()),
  /** Some columns of all nodes are set to 0, and the network reconstructs them. */
  COMPLETION_COLUMNS(new CompletionColumns()),
  /** Some edges are dropped, and the network tells which nodes lost any. */
  EDGE_DROP(new EdgeDrop());

  private final SelfSupervision task;

  SslTask(SelfSupervision task) {
    this.task = task;
  }

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The three tasks as the paper describes them. */
  public static Set<SslTask> ofPaper() {
    return EnumSet.range(DENOISE, SHUFFLE);
  }

  /** Whether its loss is the error of reconstructed features, in the units of the features. */
  public boolean reconstructs() {
    return task.head(1).equals(Reconstruction.head(1));
  }

  /** The output layer that it needs, for nodes with the given number of features. */
  public Head head(int inputs) {
    return task.head(inputs);
  }

  /** The output layers that some tasks need. */
  public static List<Head> heads(Collection<SslTask> tasks, int inputs) {
    return tasks.stream().map(each -> each.head(inputs)).toList();
  }

  /**
   * Adds the task to the step's tape, as a separate pass over f.
   *
   * @param step the step
   * @param network the network, built with {@link #head}
   * @param clean the clean features, see {@link #clean}
   * @param settings the settings of the tasks
   * @return the unweighted loss, 1 x 1; a forward pass computes it
   */
  public Tensor addTo(StepContext step, Network network, NodeFeatures clean, SslSettings settings) {
    // Pass 0 is the classification.
    return task.addTo(step, network, clean, settings, 1 + ordinal());
  }

  /**
   * The clean features of a step with these tasks, as the network's input. The computation that
   * several passes have in common is already done.
   */
  public static NodeFeatures clean(Collection<SslTask> tasks, StepContext step, Network network) {
    boolean shared = tasks.stream().anyMatch(each -> each.task.keepsRows());
    return shared ? network.project(step) : NodeFeatures.of(step.features());
  }
}
