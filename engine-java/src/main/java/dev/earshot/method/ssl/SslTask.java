package dev.earshot.method.ssl;

import dev.earshot.autodiff.Tensor;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The self-supervised tasks by name. A new one is a class of its own and a line here. */
public enum SslTask {
  /** Noise is added to the features; the network gives the clean ones back. */
  DENOISE(new Denoise()),
  /** Some nodes' features are hidden; the network fills them in from the neighbours. */
  COMPLETION(new Completion()),
  /** Some nodes exchange features; the network tells which. */
  SHUFFLE(new Shuffle());

  private final SelfSupervision task;

  SslTask(SelfSupervision task) {
    this.task = task;
  }

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The output layer that it needs, for nodes of so many features. */
  public Head head(int inputs) {
    return task.head(inputs);
  }

  /** The output layers that some tasks need. */
  public static List<Head> heads(Collection<SslTask> tasks, int inputs) {
    return tasks.stream().map(each -> each.head(inputs)).toList();
  }

  /**
   * Lays the task out on the step's tape, as a pass of its own over f.
   *
   * @param network built with {@link #head}
   * @param clean see {@link #clean}
   * @return where its unweighted loss is found after a forward pass, 1 x 1
   */
  public Tensor addTo(StepContext step, Network network, NodeFeatures clean, SslSettings settings) {
    // Pass 0 is the classification's.
    return task.addTo(step, network, clean, settings, 1 + ordinal());
  }

  /**
   * The clean features of a step with these tasks, as the network takes them: computed as far as
   * the passes can share it.
   */
  public static NodeFeatures clean(Collection<SslTask> tasks, StepContext step, Network network) {
    boolean shared = tasks.stream().anyMatch(each -> each.task.keepsRows());
    return shared ? network.share(step) : NodeFeatures.of(step.features());
  }
}
