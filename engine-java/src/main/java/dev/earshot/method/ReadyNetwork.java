package dev.earshot.method;

import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;

/**
 * A network with all that it needs to classify clips, but for the training nodes.
 *
 * @param network the network; heads of tasks are not used
 * @param parameters its parameters; read at each call, so they may change between calls
 * @param space maps clips to the feature space that the network was trained in
 * @param classes number of classes
 */
public record ReadyNetwork(Network network, Parameters parameters, ClipSpace space, int classes) {}
