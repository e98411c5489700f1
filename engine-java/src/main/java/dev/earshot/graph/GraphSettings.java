package dev.earshot.graph;

import dev.earshot.base.Checks;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import java.util.List;

/**
 * How a graph network learns to classify the nodes of a graph.
 *
 * @param model the network
 * @param width number of columns of the hidden layer
 * @param dropout fraction of input and hidden values that are dropped in training
 * @param learningRate learning rate of Adam
 * @param weightDecay factor of the weights in their own gradient, in the layers that the model's
 *     authors chose
 * @param stopping when the training ends
 * @param tasks the self-supervised tasks
 * @param ssl their settings. The weight of the losses that reconstruct features, and the variance
 *     of noise, are in units of the features' mean square, so that they mean the same for any
 *     features
 */
public record GraphSettings(
    GraphModel model,
    int width,
    double dropout,
    double learningRate,
    double weightDecay,
    Stopping stopping,
    List<SslTask> tasks,
    SslSettings ssl) {
  private static final int MOST_WIDTH = 65_536;

  public GraphSettings {
    Checks.range("width", width, 1, MOST_WIDTH);
    Checks.require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1): %s", dropout);
    Checks.require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate must be positive and finite: %s",
        learningRate);
    Checks.range("weightDecay", weightDecay, 0, Double.MAX_VALUE);
    tasks = List.copyOf(tasks);
  }

  /** The same with another end. */
  public GraphSettings withStopping(Stopping other) {
    return new GraphSettings(model, width, dropout, learningRate, weightDecay, other, tasks, ssl);
  }

  /** The same with other settings of the tasks. */
  public GraphSettings withSsl(SslSettings other) {
    return new GraphSettings(
        model, width, dropout, learningRate, weightDecay, stopping, tasks, other);
  }
}
