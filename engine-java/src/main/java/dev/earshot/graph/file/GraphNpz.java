package dev.earshot.graph.file;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.format.CsrArrays;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a graph from an .npz file in the common CSR layout: {@code adj_data}, {@code adj_indices},
 * {@code adj_indptr} and {@code adj_shape} are the edges, {@code attr_*} the features in the same
 * form, {@code labels} the class of each node, -1 for none. The file holds no split.
 */
final class GraphNpz {
  private static final List<String> PARTS = List.of("data", "indices", "indptr", "shape");
  private static final String LABELS = "labels";

  private final Path file;
  private final Map<String, NdArray> arrays;

  private GraphNpz(Path file, Map<String, NdArray> arrays) {
    this.file = file;
    this.arrays = arrays;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if an array is missing or wrong
   */
  static GraphFile read(Path file) throws IOException {
    var names = new ArrayList<>(List.of(LABELS));
    for (String matrix : List.of("adj", "attr")) {
      PARTS.forEach(part -> names.add(matrix + "_" + part));
    }
    return new GraphNpz(file, Npz.read(file, Set.copyOf(names)::contains)).graph();
  }

  private GraphFile graph() {
    var edges = matrix("adj");
    var features = matrix("attr");
    int nodes = features.rows();
    if (edges.rows() != nodes || edges.columns() != nodes || nodes == 0) {
      throw new DataException(
          "%s: 'adj_*' is %s x %s and 'attr_*' has %s rows; expected one row for each node"
              .formatted(file, edges.rows(), edges.columns(), nodes));
    }
    var sources = new int[edges.entryColumns().length];
    for (int node = 0; node < nodes; node++) {
      for (int e = edges.starts()[node]; e < edges.starts()[node + 1]; e++) {
        sources[e] = node;
      }
    }
    return new GraphFile(
        features,
        labels(nodes),
        Collections.nCopies(nodes, Part.NONE),
        sources,
        edges.entryColumns());
  }

  private CsrArrays matrix(String name) {
    return CsrArrays.checked(
        "%s: '%s_*'".formatted(file, name),
        integers(name + "_shape"),
        numbers(name + "_indptr"),
        numbers(name + "_indices"),
        numbers(name + "_data"));
  }

  private NumberArray numbers(String name) {
    if (arrays.get(name) instanceof NumberArray numbers && numbers.shape().size() == 1) {
      return numbers;
    }
    throw new DataException(
        "%s: no array '%s' of numbers; expected a graph in CSR layout: adj_*, attr_* (each of %s) and labels"
            .formatted(file, name, String.join(", ", PARTS)));
  }

  private long[] integers(String name) {
    var array = numbers(name);
    if (array.type().isFloat()) {
      throw new DataException("%s: array '%s': expected whole numbers".formatted(file, name));
    }
    try {
      return array.toLongs();
    } catch (ArithmeticException e) {
      throw new DataException("%s: array '%s': %s".formatted(file, name, e.getMessage()), e);
    }
  }

  private int[] labels(int nodes) {
    long[] given = integers(LABELS);
    if (given.length != nodes) {
      throw new DataException(
          "%s: array 'labels' has %s values; expected %s, one for each node"
              .formatted(file, given.length, nodes));
    }
    var labels = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      if (given[node] < -1 || given[node] > GraphFile.MOST_CLASS) {
        throw new DataException(
            "%s: array 'labels', row %s (counted from 0): class %s; expected 0 to %s, or -1 for none"
                .formatted(file, node, given[node], GraphFile.MOST_CLASS));
      }
      labels[node] = (int) given[node];
    }
    return labels;
  }
}
