package dev.earshot.graph.file;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.data.SeededShuffle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How the nodes of a graph are divided into training, validation and test.
 *
 * <ul>
 *   <li>{@code planetoid}: as the files say; if they say nothing, 20 random training nodes of each
 *       class, and 500 and 1000 random nodes of the others for validation and test (Yang et al.
 *       2016).
 *   <li>{@code random:T,V}: T random training nodes and V random validation nodes of each class,
 *       all others for the test (Shchur et al. 2018).
 * </ul>
 */
public sealed interface GraphSplit {
  /** The split of the files, or one of the same sizes. */
  record Planetoid() implements GraphSplit {
    private static final int TRAINING = 20;
    private static final int VALIDATION = 500;
    private static final int TEST = 1000;
  }

  /**
   * Random nodes of each class.
   *
   * @param training number of training nodes of a class
   * @param validation number of validation nodes of a class
   */
  record Random(int training, int validation) implements GraphSplit {}

  /**
   * Reads {@code planetoid} or {@code random:T,V}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static GraphSplit parse(String text) {
    if (text.equals("planetoid")) {
      return new Planetoid();
    }
    String[] counts = text.startsWith("random:") ? text.substring(7).split(",", -1) : new String[0];
    try {
      if (counts.length == 2) {
        int training = Integer.parseInt(counts[0].strip());
        int validation = Integer.parseInt(counts[1].strip());
        if (training > 0 && validation > 0) {
          return new Random(training, validation);
        }
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new IllegalArgumentException(
        "'%s'; expected planetoid, or random:T,V with T training and V validation nodes of each class, such as random:20,30"
            .formatted(text));
  }

  /** Whether two seeds give the same split. */
  default boolean isFixed(GraphFile graph) {
    return this instanceof Planetoid && graph.hasSplit();
  }

  /**
   * Divides the nodes of a graph.
   *
   * @param graph the graph, with the split of its files
   * @param name names the graph in messages
   * @param seed seed of a random split
   * @throws DataException if a class has too few nodes, or a part has none
   */
  default GraphFile divide(GraphFile graph, String name, long seed) {
    GraphFile divided =
        isFixed(graph)
            ? graph
            : graph.withSplit(
                switch (this) {
                  case Planetoid() -> parts(graph, name, seed, Planetoid.TRAINING, -1);
                  case Random(int training, int validation) ->
                      parts(graph, name, seed, training, validation);
                });
    requireEachClass(divided, name);
    return divided;
  }

  /** Random parts. With {@code validation} -1, validation and test have Planetoid's sizes. */
  private static List<Part> parts(
      GraphFile graph, String name, long seed, int training, int validation) {
    int[] labels = graph.labels();
    int[] order = IntStream.range(0, labels.length).filter(node -> labels[node] >= 0).toArray();
    new SeededShuffle(seed, "graph split").shuffle(order);
    boolean planetoid = validation < 0;
    var parts = new ArrayList<>(Collections.nCopies(labels.length, Part.NONE));
    var taken = new int[graph.classes()];
    int others = 0;
    for (int node : order) {
      int rank = taken[labels[node]]++;
      if (rank < training) {
        parts.set(node, Part.TRAIN);
      } else if (planetoid) {
        int place = others++;
        parts.set(
            node,
            place < Planetoid.VALIDATION
                ? Part.VALIDATION
                : place < Planetoid.VALIDATION + Planetoid.TEST ? Part.TEST : Part.NONE);
      } else {
        parts.set(node, rank < training + validation ? Part.VALIDATION : Part.TEST);
      }
    }
    int least = planetoid ? training : training + validation + 1;
    for (int c = 0; c < taken.length; c++) {
      if (taken[c] < least) {
        throw new DataException(
            "%s: class %s has %s labelled nodes; this split needs at least %s (%s for training%s); take fewer with --split random:T,V"
                .formatted(
                    name,
                    c,
                    taken[c],
                    least,
                    training,
                    planetoid ? "" : ", %s for validation, 1 for the test".formatted(validation)));
      }
    }
    return parts;
  }

  private static void requireEachClass(GraphFile graph, String name) {
    var taught = new boolean[graph.classes()];
    for (int node = 0; node < graph.nodes(); node++) {
      if (graph.split().get(node) == Part.TRAIN && graph.labels()[node] >= 0) {
        taught[graph.labels()[node]] = true;
      }
    }
    for (int c = 0; c < taught.length; c++) {
      if (!taught[c]) {
        throw new DataException(
            "%s: class %s has no training node; expected at least one of each class from 0 to %s"
                .formatted(name, c, taught.length - 1));
      }
    }
    if (taught.length < 2) {
      throw new DataException(
          "%s: %s classes; expected two or more".formatted(name, taught.length));
    }
    for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
      if (!graph.split().contains(part)) {
        throw new DataException(
            "%s: no node for the part '%s'; choose another --split"
                .formatted(name, part.name().toLowerCase(Locale.ROOT)));
      }
    }
  }
}
