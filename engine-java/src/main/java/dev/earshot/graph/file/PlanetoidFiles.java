package dev.earshot.graph.file;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.file.InputFile;
import dev.earshot.format.CsrArrays;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Pickle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a graph from Planetoid's raw files (Yang et al. 2016), {@code ind.NAME.*}: {@code allx} and
 * {@code ally} have the features and one-hot classes of all nodes but the test nodes, {@code tx}
 * and {@code ty} those of the test nodes in the order of {@code test.index}, a text file; {@code
 * graph} has the neighbours of each node. The training nodes are the first ones, as many as {@code
 * y} has rows; the next 500 nodes are for validation. A node that no file describes has no features
 * and no class.
 */
final class PlanetoidFiles {
  private static final String PREFIX = "ind.";
  private static final String INDEX = "test.index";
  private static final int VALIDATION = 500;
  private static final long MOST_INDEX_BYTES = 1L << 28;

  private final Path folder;
  private final String name;

  private PlanetoidFiles(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /**
   * The files that a path stands for: a folder that holds those of one graph, one of the files, or
   * their common beginning {@code ind.NAME}. Empty if it stands for no such files.
   *
   * @throws DataException if a folder holds several graphs
   */
  static Optional<PlanetoidFiles> of(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        var names =
            files.map(file -> nameIn(file.getFileName().toString())).flatMap(Optional::stream);
        var distinct = names.distinct().sorted().toList();
        if (distinct.size() > 1) {
          throw new DataException(
              "%s: the files of several graphs, %s; name one, such as %s"
                  .formatted(path, distinct, path.resolve(PREFIX + distinct.getFirst())));
        }
        return distinct.stream().findFirst().map(name -> new PlanetoidFiles(path, name));
      }
    }
    var folder = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
    return Optional.ofNullable(path.getFileName())
        .flatMap(last -> nameIn(last.toString()))
        .map(name -> new PlanetoidFiles(folder, name));
  }

  private static Optional<String> nameIn(String fileName) {
    String[] words = fileName.split("\\.");
    return fileName.startsWith(PREFIX) && words.length > 1 && !words[1].isEmpty()
        ? Optional.of(words[1])
        : Optional.empty();
  }

  private Path file(String ending) {
    return folder.resolve(PREFIX + name + "." + ending);
  }

  /**
   * Reads the files.
   *
   * @throws DataException if one is missing, is damaged, holds anything else, or does not fit the
   *     others
   */
  GraphFile read() throws IOException {
    var known = matrix("allx");
    var tested = matrix("tx");
    int[] knownLabels = classes("ally", known.rows());
    int[] testedLabels = classes("ty", tested.rows());
    int[] order = testIndex(known.rows(), tested.rows());
    if (known.columns() != tested.columns()) {
      throw new DataException(
          "%s: %s columns, but %s has %s"
              .formatted(file("tx"), tested.columns(), file("allx"), known.columns()));
    }
    int nodes = 1 + Arrays.stream(order).max().orElse(known.rows() - 1);
    int training = classes("y", -1).length;
    if (training > known.rows()) {
      throw new DataException(
          "%s: %s rows, more than the %s of %s"
              .formatted(file("y"), training, known.rows(), file("allx")));
    }
    var parts = new ArrayList<>(Collections.nCopies(nodes, Part.NONE));
    Collections.fill(parts.subList(0, training), Part.TRAIN);
    int validated = Math.min(training + VALIDATION, known.rows());
    Collections.fill(parts.subList(training, validated), Part.VALIDATION);
    int[] rowOf = new int[nodes];
    Arrays.fill(rowOf, -1);
    int[] labels = Arrays.copyOf(knownLabels, nodes);
    Arrays.fill(labels, known.rows(), nodes, -1);
    for (int row = 0; row < order.length; row++) {
      rowOf[order[row]] = row;
      labels[order[row]] = testedLabels[row];
      parts.set(order[row], Part.TEST);
    }
    var starts = new int[nodes + 1];
    for (int node = 0; node < nodes; node++) {
      var from = node < known.rows() ? known : tested;
      int row = node < known.rows() ? node : rowOf[node];
      int entries = row < 0 ? 0 : from.starts()[row + 1] - from.starts()[row];
      starts[node + 1] = starts[node] + entries;
    }
    var columns = new int[starts[nodes]];
    var values = new float[starts[nodes]];
    for (int node = 0; node < nodes; node++) {
      var from = node < known.rows() ? known : tested;
      int row = node < known.rows() ? node : rowOf[node];
      int entries = starts[node + 1] - starts[node];
      if (entries > 0) {
        int first = from.starts()[row];
        System.arraycopy(from.entryColumns(), first, columns, starts[node], entries);
        System.arraycopy(from.entryValues(), first, values, starts[node], entries);
      }
    }
    int[][] edges = edges(nodes);
    return new GraphFile(
        new CsrArrays(nodes, known.columns(), starts, columns, values),
        labels,
        parts,
        edges[0],
        edges[1]);
  }

  private CsrArrays matrix(String ending) throws IOException {
    if (Pickle.read(file(ending)) instanceof CsrArrays matrix) {
      return matrix;
    }
    throw new DataException(file(ending) + ": expected a pickled SciPy CSR matrix");
  }

  /** The classes of one-hot rows; -1 for a row of zeros. */
  private int[] classes(String ending, int rows) throws IOException {
    if (!(Pickle.read(file(ending)) instanceof NumberArray oneHot)
        || oneHot.shape().size() != 2
        || rows >= 0 && oneHot.shape().getFirst() != rows) {
      throw new DataException(
          "%s: expected a pickled numpy array%s, one column for each class"
              .formatted(file(ending), rows < 0 ? "" : " of " + rows + " rows"));
    }
    int width = oneHot.shape().get(1);
    float[] values = oneHot.toFloats();
    var classes = new int[oneHot.shape().getFirst()];
    Arrays.fill(classes, -1);
    for (int i = 0; i < values.length; i++) {
      int row = i / width;
      if (values[i] != 0) {
        if (values[i] != 1 || classes[row] >= 0 || i % width > GraphFile.MOST_CLASS) {
          throw new DataException(
              "%s: row %s (counted from 0) is not one-hot: expected a single 1 among zeros"
                  .formatted(file(ending), row));
        }
        classes[row] = i % width;
      }
    }
    return classes;
  }

  private int[] testIndex(int first, int count) throws IOException {
    var file = file(INDEX);
    var lines = InputFile.text(file, MOST_INDEX_BYTES, "a test node on each line").lines().toList();
    var index = new int[lines.size()];
    // A few nodes between the test nodes may have no features.
    long most = first + 2L * count + 1000;
    for (int line = 0; line < index.length; line++) {
      try {
        index[line] = Integer.parseInt(lines.get(line).strip());
      } catch (NumberFormatException e) {
        index[line] = -1;
      }
      if (index[line] < first || index[line] > most) {
        throw new DataException(
            "%s, line %s: '%s'; expected a node number from %s to %s"
                .formatted(file, line + 1, lines.get(line), first, most));
      }
    }
    if (index.length != count || Arrays.stream(index).distinct().count() != count) {
      throw new DataException(
          "%s: %s lines; expected %s different nodes, one for each row of %s"
              .formatted(file, index.length, count, file("tx")));
    }
    return index;
  }

  private int[][] edges(int nodes) throws IOException {
    var file = file("graph");
    if (!(Pickle.read(file) instanceof Map<?, ?> neighbors)) {
      throw new DataException(file + ": expected a pickled dict of lists of neighbours");
    }
    long most = InputFile.size(file, "a pickle");
    var sources = new ArrayList<Integer>();
    var targets = new ArrayList<Integer>();
    for (var entry : neighbors.entrySet()) {
      int node = node(entry.getKey(), nodes, file);
      if (!(entry.getValue() instanceof List<?> list)) {
        throw new DataException("%s: the neighbours of node %s are no list".formatted(file, node));
      }
      for (Object neighbor : list) {
        sources.add(node);
        targets.add(node(neighbor, nodes, file));
      }
      // A list may stand in the file once and be the neighbours of many nodes.
      if (sources.size() > most) {
        throw new DataException(file + ": more neighbours than the file has bytes");
      }
    }
    return new int[][] {
      sources.stream().mapToInt(Integer::intValue).toArray(),
      targets.stream().mapToInt(Integer::intValue).toArray()
    };
  }

  private static int node(Object value, int nodes, Path file) {
    if (value instanceof Long node && node >= 0 && node < nodes) {
      return (int) (long) node;
    }
    throw new DataException(
        "%s: a neighbour that is not a node number from 0 to %s".formatted(file, nodes - 1));
  }
}
