package dev.earshot.graph.file;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.file.InputFile;
import dev.earshot.format.CsrArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A graph with features and classes of its nodes, such as Cora, as a file describes it. {@link
 * #read} takes three forms: an .npz file in the common CSR layout, Planetoid's raw {@code ind.*}
 * files, and plain text in a folder. The files of a folder are:
 *
 * <ul>
 *   <li>{@code features.txt}: the first line is {@code nodes columns nonzeros}; then one line of
 *       {@code column:value} pairs for each node.
 *   <li>{@code labels.txt} and {@code split.txt}: one line for each node.
 *   <li>{@code edges.tsv}: two nodes per line. An edge has no direction.
 * </ul>
 *
 * <p>Nodes, columns and classes count from 0.
 *
 * @param features one row for each node
 * @param labels the class of each node; -1 if unknown
 * @param split the part of each node; {@link Part#NONE} for nodes in no part ({@code unlabelled})
 * @param edgeSources one end of each edge
 * @param edgeTargets the other end of each edge
 */
public record GraphFile(
    CsrArrays features, int[] labels, List<Part> split, int[] edgeSources, int[] edgeTargets) {
  static final int MOST_CLASS = 65_535;
  private static final long MOST_BYTES = 1L << 30;

  /** The edges between different nodes, each once. */
  public UndirectedEdges edges() {
    return UndirectedEdges.of(nodes(), edgeSources, edgeTargets);
  }

  /** Whether the files give nodes to parts. */
  public boolean hasSplit() {
    return split.stream().anyMatch(part -> part != Part.NONE);
  }

  /** The same with another split. */
  public GraphFile withSplit(List<Part> other) {
    return new GraphFile(features, labels, other, edgeSources, edgeTargets);
  }

  /** The number of features of a node. */
  public int columns() {
    return features.columns();
  }

  /** The number of nodes. */
  public int nodes() {
    return labels.length;
  }

  /** The number of classes: the highest label plus 1. */
  public int classes() {
    return IntStream.of(labels).max().orElse(-1) + 1;
  }

  /**
   * Reads a graph.
   *
   * @param path a folder of text files, an .npz file, or Planetoid's files: their folder, one of
   *     them, or their common beginning {@code ind.NAME}
   * @throws DataException if a file is missing or not as described; the message names file and
   *     line, or file and row
   */
  public static GraphFile read(Path path) throws IOException {
    var planetoid = PlanetoidFiles.of(path);
    if (planetoid.isPresent()) {
      return planetoid.get().read();
    }
    if (Files.isDirectory(path)) {
      return readFolder(path);
    }
    if (!path.toString().endsWith(".npz")) {
      throw new DataException(
          path
              + ": not a graph; expected a folder with edges.tsv, features.txt, labels.txt and split.txt, an .npz file, or Planetoid's ind.NAME files");
    }
    return GraphNpz.read(path);
  }

  private static GraphFile readFolder(Path folder) throws IOException {
    var features = new Lines(folder.resolve("features.txt"));
    int[] sizes = features.integers(0, "\\s+", 3);
    int nodes = sizes[0];
    features.requireCount(nodes + 1L);
    features.require(
        sizes[1] >= 1 && sizes[1] <= CsrArrays.MOST_COLUMNS,
        0,
        "columns from 1 to " + CsrArrays.MOST_COLUMNS);
    // A nonzero takes three characters at least.
    features.require(
        sizes[2] >= 0 && sizes[2] <= features.characters() / 3, 0, "as many nonzeros as follow");
    var rowStarts = new int[nodes + 1];
    var entryColumns = new int[sizes[2]];
    var entryValues = new float[sizes[2]];
    int entries = 0;
    for (int node = 0; node < nodes; node++) {
      for (String entry : features.fields(node + 1, "\\s+")) {
        int colon = entry.indexOf(':');
        features.require(
            colon > 0 && entries < sizes[2], node + 1, sizes[2] + " column:value pairs");
        int column = features.integer(node + 1, entry.substring(0, colon));
        boolean ascends = entries == rowStarts[node] || column > entryColumns[entries - 1];
        features.require(
            ascends && column >= 0 && column < sizes[1], node + 1, "ascending columns in range");
        entryColumns[entries] = column;
        entryValues[entries++] = features.number(node + 1, entry.substring(colon + 1));
      }
      rowStarts[node + 1] = entries;
    }
    features.require(entries == sizes[2], 0, "as many nonzeros as follow, " + entries);
    int[][] edges = edges(new Lines(folder.resolve("edges.tsv")), nodes);
    var labelLines = new Lines(folder.resolve("labels.txt"));
    int[] labels = labels(labelLines, nodes);
    var split = split(new Lines(folder.resolve("split.txt")), nodes);
    for (int node = 0; node < nodes; node++) {
      labelLines.require(
          labels[node] >= 0 || split.get(node) == Part.NONE,
          node,
          "a class, since split.txt gives the node to a part");
    }
    return new GraphFile(
        new CsrArrays(nodes, sizes[1], rowStarts, entryColumns, entryValues),
        labels,
        split,
        edges[0],
        edges[1]);
  }

  private static int[][] edges(Lines lines, int nodes) throws DataException {
    var ends = new int[2][lines.count()];
    for (int line = 0; line < lines.count(); line++) {
      int[] edge = lines.integers(line, "\t", 2);
      boolean inRange = Arrays.stream(edge).allMatch(node -> node >= 0 && node < nodes);
      lines.require(inRange, line, "two nodes from 0 to " + (nodes - 1));
      ends[0][line] = edge[0];
      ends[1][line] = edge[1];
    }
    return ends;
  }

  private static int[] labels(Lines lines, int nodes) throws DataException {
    lines.requireCount(nodes);
    var labels = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      labels[node] = lines.integers(node, "\\s+", 1)[0];
      lines.require(
          labels[node] >= -1 && labels[node] <= MOST_CLASS,
          node,
          "a class up to %s, or -1 for none".formatted(MOST_CLASS));
    }
    return labels;
  }

  private static List<Part> split(Lines lines, int nodes) throws DataException {
    lines.requireCount(nodes);
    var split = new ArrayList<Part>(nodes);
    for (int node = 0; node < nodes; node++) {
      String value = lines.text(node);
      var part = Part.parse(value.equals("unlabelled") ? "" : value);
      lines.require(part.isPresent(), node, "train, val, test or unlabelled");
      part.ifPresent(split::add);
    }
    return split;
  }

  /**
   * The lines of a small text file. Error messages name the line. Lines count from 0 here, and from
   * 1 in messages.
   */
  private static final class Lines {
    private final Path file;
    private final List<String> lines;
    private final int characters;

    Lines(Path file) throws IOException {
      this.file = file;
      String text = InputFile.text(file, MOST_BYTES, "a text file of a graph");
      lines = text.lines().toList();
      characters = text.length();
    }

    int characters() {
      return characters;
    }

    int count() {
      return lines.size();
    }

    String text(int line) {
      return lines.get(line).strip();
    }

    String[] fields(int line, String separator) {
      return Stream.of(text(line).split(separator))
          .filter(f -> !f.isEmpty())
          .toArray(String[]::new);
    }

    int[] integers(int line, String separator, int expected) throws DataException {
      String[] fields = line < lines.size() ? fields(line, separator) : new String[0];
      require(fields.length == expected, line, expected + " whole numbers");
      var values = new int[expected];
      for (int i = 0; i < expected; i++) {
        values[i] = integer(line, fields[i]);
      }
      return values;
    }

    int integer(int line, String field) throws DataException {
      try {
        return Integer.parseInt(field);
      } catch (NumberFormatException e) {
        throw error(line, "a whole number, found '" + field + "'");
      }
    }

    float number(int line, String field) throws DataException {
      float value = Float.NaN;
      try {
        value = Float.parseFloat(field);
      } catch (NumberFormatException e) {
        // Refused below, like NaN itself.
      }
      require(Float.isFinite(value), line, "a finite number, found '" + field + "'");
      return value;
    }

    void requireCount(long expected) throws DataException {
      if (lines.size() != expected) {
        throw new DataException(
            "%s: %s lines; expected %s, as features.txt says"
                .formatted(file, lines.size(), expected));
      }
    }

    void require(boolean holds, int line, String expected) throws DataException {
      if (!holds) {
        throw error(line, expected);
      }
    }

    private DataException error(int line, String expected) {
      return new DataException("%s, line %s: expected %s".formatted(file, line + 1, expected));
    }
  }
}
