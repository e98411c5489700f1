package dev.earshot.bench.peers;

import dev.earshot.compute.Matrix;
import dev.earshot.format.NdArray;
import dev.earshot.format.NumberArray;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts the engine's buffers to arrays for the files that the peer reads. */
final class Exchange {
  private Exchange() {}

  /** A matrix, in float. */
  static NumberArray matrix(Matrix matrix) {
    float[] values = new float[matrix.size()];
    matrix.read(values);
    return NumberArray.of(values, matrix.rows(), matrix.columns());
  }

  /** All parameters by name. A bias is one row. */
  static Map<String, NdArray> weights(Parameters parameters) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    for (ParameterShape shape : parameters.shapes()) {
      arrays.put(shape.name(), matrix(parameters.get(shape.name()).value()));
    }
    return arrays;
  }

  /** Rows of equal length, as one array. */
  static NumberArray rows(List<double[]> rows) {
    int columns = rows.getFirst().length;
    double[] all = new double[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * columns, columns);
    }
    return NumberArray.of(all, rows.size(), columns);
  }

  /** The edges and the sparse features of a graph. */
  static Map<String, NdArray> graph(GraphFile graph) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    Links.of(graph).addTo(arrays);
    arrays.put("rowStarts", NumberArray.of(graph.features().starts(), graph.nodes() + 1));
    int entries = graph.features().entryColumns().length;
    arrays.put("entryColumns", NumberArray.of(graph.features().entryColumns(), entries));
    arrays.put("entryValues", NumberArray.of(graph.features().entryValues(), entries));
    arrays.put("columns", NumberArray.of(new int[] {graph.columns()}, 1));
    return arrays;
  }
}
