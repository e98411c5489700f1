package dev.earshot.graph;

import dev.earshot.autodiff.Tensor;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The graph networks that classify nodes, each with the settings of its authors. */
public enum GraphModel {
  /** The graph convolutional network of Kipf and Welling (2017). */
  GCN;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The settings of its authors, with these tasks. */
  public GraphSettings settings(Set<SslTask> tasks) {
    return switch (this) {
      case GCN ->
          new GraphSettings(
              this,
              16,
              0.5,
              0.01,
              5e-4,
              new Stopping(200, 10, 0),
              List.copyOf(tasks),
              new SslSettings(0.1, 0.25, 0.1));
    };
  }

  /** The weights that weight decay makes smaller: those of the first layer. */
  List<Tensor> decayed(Parameters parameters) {
    return List.of(parameters.get("conv1.weight"));
  }

  /** The network for nodes with this number of features. */
  Network network(GraphSettings settings, int inputs, int classes) {
    return switch (this) {
      case GCN ->
          new Network(
              new NetworkSettings(
                  LayerKind.GCN, LayerKind.GCN, 1, settings.width(), settings.dropout()),
              inputs,
              classes,
              SslTask.heads(settings.tasks(), inputs));
    };
  }
}
