package dev.earshot.graph;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;

/** A network's prediction for every node of a graph, without dropout; it can be repeated. */
final class NodePass {
  private final Backend backend;
  private final Tape tape;
  private final Tensor hidden;
  private final Matrix logits;
  private final Matrix probabilities;

  /** Lays the pass out. It reads the parameters each time that it runs. */
  NodePass(Backend backend, Network network, Parameters parameters, NodeData data) {
    this.backend = backend;
    tape = new Tape(backend);
    Parameters fixed = parameters.frozen();
    hidden =
        network.embed(tape, fixed, data.adjacency(), network.project(tape, fixed, data.words()));
    logits = network.classify(tape, fixed, data.adjacency(), hidden).value();
    probabilities = backend.newMatrix(logits.rows(), logits.columns());
  }

  /** Computes the pass, and copies the probabilities out, nodes x classes. */
  void run(float[] into) {
    tape.forward();
    backend.losses().softmax(logits, probabilities);
    probabilities.read(into);
  }

  /** The hidden rows of the last run, nodes x width. */
  float[] hidden() {
    float[] rows = new float[hidden.value().size()];
    hidden.value().read(rows);
    return rows;
  }
}
