package dev.earshot.experiments.data;

import dev.earshot.graph.file.GraphFile;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A known graph that an experiment uses.
 *
 * @param name its name in reports
 * @param graph its nodes, edges, features and parts
 * @param fingerprint a digest of all of it
 */
public record GraphSource(String name, GraphFile graph, String fingerprint) {
  /** Computes the fingerprint. */
  public GraphSource(String name, GraphFile graph) {
    this(name, graph, digest(graph));
  }

  private static String digest(GraphFile graph) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      int[] parts = graph.split().stream().mapToInt(Enum::ordinal).toArray();
      add(digest, graph.columns());
      add(digest, graph.features().starts());
      add(digest, graph.features().entryColumns());
      for (float value : graph.features().entryValues()) {
        add(digest, Float.floatToIntBits(value));
      }
      add(digest, graph.labels());
      add(digest, parts);
      add(digest, graph.edgeSources());
      add(digest, graph.edgeTargets());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, int... numbers) {
    for (int number : numbers) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
    }
  }

  /** Name and size in one line. */
  public String describe() {
    return "%s: %s nodes, %s edges, %s features, %s classes, the split of its files"
        .formatted(name, graph.nodes(), graph.edges().count(), graph.columns(), graph.classes());
  }
}
