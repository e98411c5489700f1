package dev.earshot.graph;

import dev.earshot.Part;
import dev.earshot.Predictions;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.metrics.Scores;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The result of one training on a graph.
 *
 * @param seed its seed
 * @param graph the graph, with its nodes divided into parts
 * @param classifier the network with the weights of the best epoch
 * @param probabilities its probabilities for all nodes, nodes x classes
 * @param bestEpoch the epoch with the best validation accuracy, from 1
 * @param log one entry for each epoch
 */
public record NodeRun(
    long seed,
    GraphFile graph,
    NodeClassifier classifier,
    float[] probabilities,
    int bestEpoch,
    List<NodeEpoch> log) {
  public NodeRun {
    log = List.copyOf(log);
  }

  static int mostProbable(float[] probabilities, int node, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (probabilities[node * classes + c] > probabilities[node * classes + best]) {
        best = c;
      }
    }
    return best;
  }

  /** The nodes of a part that have a class. */
  public int[] nodes(Part part) {
    return IntStream.range(0, graph.nodes())
        .filter(node -> graph.split().get(node) == part && graph.labels()[node] >= 0)
        .toArray();
  }

  /** The true classes of some nodes. */
  public int[] truth(int[] nodes) {
    return IntStream.of(nodes).map(node -> graph.labels()[node]).toArray();
  }

  /** The predictions for some nodes, which are named by their numbers. */
  public Predictions predictions(int[] nodes) {
    int classes = graph.classes();
    float[] chosen = new float[nodes.length * classes];
    for (int i = 0; i < nodes.length; i++) {
      System.arraycopy(probabilities, nodes[i] * classes, chosen, i * classes, classes);
    }
    return Predictions.mostProbable(
        IntStream.of(nodes).mapToObj(Integer::toString).toList(),
        NodeClassifier.names(classes),
        chosen);
  }

  /** The scores on the test nodes. */
  public Scores test() {
    int[] nodes = nodes(Part.TEST);
    return Scores.of(predictions(nodes), truth(nodes));
  }

  /** The epoch whose weights the classifier has. */
  public NodeEpoch best() {
    return log.get(bestEpoch - 1);
  }

  /** Time of the whole training. */
  public double seconds() {
    return log.getLast().seconds();
  }
}
