package dev.earshot.graph;

import com.google.gson.Gson;
import dev.earshot.DataException;
import dev.earshot.Predictions;
import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.format.ElementType;
import dev.earshot.format.JsonRecord;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.nn.Network;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A trained graph network, which classifies the nodes of a graph with the same features. Its file
 * is in the safetensors format: one float tensor for each parameter, and in the metadata {@code
 * earshot.format}, {@value #FORMAT}, and {@code earshot.graph}, the settings as JSON.
 */
public final class NodeClassifier {
  private static final String NAME = "model.safetensors";
  private static final String FORMAT_KEY = "earshot.format";
  private static final String FORMAT = "graph 1";
  private static final String SETTINGS_KEY = "earshot.graph";
  private static final int MOST_CLASSES = 65_536;

  private final Description description;
  private final Network network;
  private final Map<String, float[]> weights;

  private record Description(GraphSettings settings, int columns, int classes) {
    Description {
      Checks.range("columns", columns, 1, 1 << 20);
      Checks.range("classes", classes, 2, MOST_CLASSES);
    }
  }

  private NodeClassifier(Description description, Map<String, float[]> weights) {
    this.description = description;
    this.weights = weights;
    network =
        description
            .settings()
            .model()
            .network(description.settings(), description.columns(), description.classes());
    ParameterShape.sum(network.shapes());
    for (ParameterShape shape : network.shapes()) {
      float[] values = weights.getOrDefault(shape.name(), new float[0]);
      Checks.require(
          values.length == shape.size(), "%s needs %s numbers", shape.name(), shape.size());
      for (float value : values) {
        Checks.require(Float.isFinite(value), "a weight of %s is %s", shape.name(), value);
      }
    }
  }

  /** Takes all parameters of a network, in their order. */
  static NodeClassifier of(
      GraphSettings settings, int columns, int classes, List<ParameterShape> shapes, float[] all) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    int offset = 0;
    for (ParameterShape shape : shapes) {
      float[] values = new float[shape.size()];
      System.arraycopy(all, offset, values, 0, values.length);
      weights.put(shape.name(), values);
      offset += values.length;
    }
    return new NodeClassifier(new Description(settings, columns, classes), weights);
  }

  /** The number of classes. */
  public int classes() {
    return description.classes();
  }

  /** The settings with which it was trained. */
  public GraphSettings settings() {
    return description.settings();
  }

  /**
   * What it gives for the nodes of a graph.
   *
   * @param predictions one row for each node, named by its number
   * @param hidden the hidden rows, nodes x {@link GraphSettings#width}
   */
  public record Output(Predictions predictions, float[] hidden) {}

  /**
   * Classifies all nodes of a graph.
   *
   * @throws IllegalArgumentException if the nodes have another number of features
   */
  public Output apply(GraphFile graph, Backend backend) {
    Checks.require(
        graph.columns() == description.columns(),
        "the nodes have %s features; the model was trained on nodes with %s",
        graph.columns(),
        description.columns());
    Parameters parameters = new Parameters(backend, network.shapes());
    network
        .shapes()
        .forEach(shape -> parameters.get(shape.name()).value().write(weights.get(shape.name())));
    NodeData data = new NodeData(backend, graph, settings().model().normalisesEdges());
    NodePass pass = new NodePass(backend, network, parameters, data);
    float[] probabilities = new float[graph.nodes() * classes()];
    pass.run(probabilities);
    return new Output(
        Predictions.mostProbable(names(graph.nodes()), names(classes()), probabilities),
        pass.hidden());
  }

  static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  void write(Path folder) throws IOException {
    Map<String, NumberArray> tensors = new LinkedHashMap<>();
    for (ParameterShape shape : network.shapes()) {
      tensors.put(
          shape.name(), NumberArray.of(weights.get(shape.name()), shape.rows(), shape.columns()));
    }
    Map<String, String> metadata =
        Map.of(FORMAT_KEY, FORMAT, SETTINGS_KEY, new Gson().toJson(description));
    new Safetensors(tensors, metadata).write(folder.resolve(NAME));
  }

  /** Whether a folder or file holds such a model; false if it holds another one, or none. */
  public static boolean isAt(Path path) throws IOException {
    Path file = file(path);
    return Files.isRegularFile(file)
        && Safetensors.text(file, FORMAT_KEY).filter(FORMAT::equals).isPresent();
  }

  private static Path file(Path path) throws IOException {
    Path found = AtomicDirectory.recover(path);
    return Files.isDirectory(found) ? found.resolve(NAME) : found;
  }

  /**
   * Reads a model.
   *
   * @param path the folder of a run, or the file itself
   * @throws DataException if the file is damaged, or holds another kind of model
   */
  public static NodeClassifier read(Path path) throws IOException {
    Path file = file(path);
    Safetensors stored = Safetensors.read(file);
    String where = file + ": damaged model";
    String json = stored.metadata().getOrDefault(SETTINGS_KEY, "");
    try {
      Description description = JsonRecord.read(Description.class, json, where);
      Map<String, float[]> weights = new LinkedHashMap<>();
      stored
          .tensors()
          .forEach((name, tensor) -> {
            Checks.require(tensor.type() == ElementType.F32, "%s holds no floats", name);
            weights.put(name, tensor.toFloats());
          });
      return new NodeClassifier(description, weights);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }
}
