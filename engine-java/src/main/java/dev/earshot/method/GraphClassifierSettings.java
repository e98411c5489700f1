package dev.earshot.method;

import dev.earshot.compute.EdgeSettings;
import dev.earshot.nn.NetworkSettings;
import java.util.List;

/**
 * What a model is, apart from its numbers.
 *
 * @param encoder what makes the features
 * @param columns d, features of a clip
 * @param classes names of the classes
 * @param network shape of the network
 * @param edges how the nodes of a context are linked
 * @param inference how clips are joined to a context, every number resolved
 * @param clip bound on the magnitude of standardised features; 0 for none
 * @param seed for the random edges
 */
public record GraphClassifierSettings(
    String encoder,
    int columns,
    List<String> classes,
    NetworkSettings network,
    EdgeSettings edges,
    InferenceSettings inference,
    double clip,
    long seed) {
  public GraphClassifierSettings {
    classes = List.copyOf(classes);
  }
}
