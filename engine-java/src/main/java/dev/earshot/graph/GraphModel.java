package dev.earshot.graph;

import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.DenseLayer;
import dev.earshot.nn.EluLayer;
import dev.earshot.nn.GraphAttention;
import dev.earshot.nn.GraphConvolution;
import dev.earshot.nn.Head;
import dev.earshot.nn.Layer;
import dev.earshot.nn.Network;
import dev.earshot.nn.NormalizedIsomorphism;
import dev.earshot.nn.ParameterShape;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * The graph networks that classify nodes, GCN and GAT with the settings of their authors. The heads
 * of the tasks are graph convolutions ({@link GraphConvolution}), those of GIN fully connected
 * layers.
 */
public enum GraphModel {
  /** The graph convolutional network of Kipf and Welling (2017). */
  GCN(16, 0.5, 0.01, 5e-4, new Stopping(200, 10, 0)),
  /**
   * The graph attention network of Velickovic et al. (2018): 8 heads of 8 columns with the
   * exponential linear unit, then one head. Attention weights are dropped like values.
   */
  GAT(64, 0.6, 0.005, 5e-4, new Stopping(100_000, 0, 100)),
  /**
   * The graph isomorphism network of Xu et al. (2019): two layers with a learnt epsilon and batch
   * normalisation ({@link NormalizedIsomorphism}), then a fully connected layer. Its authors had no
   * such graph; width and dropout were chosen by the validation nodes of Cora, weight decay by
   * those of Cora and Citeseer. Normalised hidden rows are large beside the features that the heads
   * reconstruct, so the tasks have a hundredth of the others' weight.
   */
  GIN(128, 0.6, 0.01, 0.1, new Stopping(200, 0, 0)),
  /**
   * GraphMix (Verma et al. 2021): a graph convolutional network that shares its weights in training
   * with a fully connected one ({@link GraphMix}). Width and the weight of the pseudo-labels were
   * chosen by the validation nodes of Cora.
   */
  GRAPHMIX(64, 0.5, 0.01, 5e-4, new Stopping(600, 0, 0));

  private static final int HEADS = 8;

  private final int width;
  private final double dropout;
  private final double learningRate;
  private final double weightDecay;
  private final Stopping stopping;

  GraphModel(
      int width, double dropout, double learningRate, double weightDecay, Stopping stopping) {
    this.width = width;
    this.dropout = dropout;
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    this.stopping = stopping;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its usual settings, with these tasks. */
  public GraphSettings settings(Set<SslTask> tasks) {
    return new GraphSettings(
        this,
        width,
        dropout,
        learningRate,
        weightDecay,
        stopping,
        List.copyOf(tasks),
        new SslSettings(this == GIN ? 1e-4 : 0.01, 0.25, 0.1));
  }

  /**
   * Whether weight decay makes a parameter smaller: the weights that the features are multiplied
   * with, and all weights of GAT.
   */
  boolean decays(ParameterShape shape) {
    return switch (this) {
      case GCN, GRAPHMIX -> shape.name().equals("conv1.weight");
      case GAT -> !shape.isBias();
      case GIN -> shape.name().equals("conv1.inner.weight");
    };
  }

  /** The network for nodes with this number of features. */
  Network network(GraphSettings settings, int inputs, int classes) {
    int columns = settings.width();
    double dropped = settings.dropout();
    List<Head> taskHeads = SslTask.heads(settings.tasks(), inputs);
    Function<Head, Layer> head = task -> new GraphConvolution(task.name(), columns, task.outputs());
    return switch (this) {
      case GCN, GRAPHMIX ->
          new Network(
              List.of(new GraphConvolution("conv1", inputs, columns)),
              new GraphConvolution("classifier", columns, classes),
              dropped,
              taskHeads,
              head);
      case GAT ->
          new Network(
              List.of(new EluLayer(new GraphAttention("conv1", inputs, columns, HEADS, dropped))),
              new GraphAttention("classifier", columns, classes, 1, dropped),
              dropped,
              taskHeads,
              head);
      case GIN ->
          new Network(
              List.of(
                  new NormalizedIsomorphism("conv1", inputs, columns),
                  new NormalizedIsomorphism("conv2", columns, columns)),
              new DenseLayer("classifier", columns, classes),
              dropped,
              taskHeads,
              task -> new DenseLayer(task.name(), columns, task.outputs()));
    };
  }

  /** Whether its edges have weights by the degrees and nodes have loops; GIN sums neighbours. */
  boolean normalisesEdges() {
    return this != GIN;
  }
}
