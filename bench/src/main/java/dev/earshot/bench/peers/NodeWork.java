package dev.earshot.bench.peers;

import com.google.gson.JsonObject;
import dev.earshot.Part;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.graph.GraphFolder;
import dev.earshot.graph.GraphModel;
import dev.earshot.graph.GraphSettings;
import dev.earshot.graph.GraphTrainings;
import dev.earshot.graph.NodeRun;
import dev.earshot.graph.Stopping;
import dev.earshot.graph.file.GraphFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An epoch of {@code earshot graph}: a step of a network over a whole graph, and the scores of its
 * validation nodes. Each repetition is a whole training, with what it sets up before its first
 * epoch. Arguments: the graph's folder, the network, number of epochs of a training, output folder.
 */
public final class NodeWork {
  private static final long SEED = 0;

  private NodeWork() {}

  public static void main(String[] args) throws Exception {
    GraphFile graph = GraphFile.read(Path.of(args[0]));
    GraphModel model = GraphModel.valueOf(args[1].toUpperCase(Locale.ROOT));
    int epochs = Integer.parseInt(args[2]);
    GraphSettings settings = model.settings(Set.of()).withStopping(new Stopping(epochs, 0, 0));
    try (Backend backend = Backends.choose("simd").provider().open(Meter.threads())) {
      describe(GraphTrainings.once(backend, graph, settings, SEED), Path.of(args[3]));
      Meter.serve(Map.of("units", epochs), () -> train(backend, graph, settings));
    }
  }

  private static void train(Backend backend, GraphFile graph, GraphSettings settings) {
    try {
      GraphTrainings.once(backend, graph, settings, SEED);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /** Writes the graph, a trained network, and its probabilities, with which the peer compares. */
  private static void describe(NodeRun run, Path folder) throws IOException {
    GraphTrainings result = new GraphTrainings(List.of(run));
    GraphFolder.write(result, folder.resolve("network"), new JsonObject(), path -> {});
    GraphFile graph = run.graph();
    Map<String, NdArray> arrays = Exchange.graph(graph);
    arrays.put("labels", NumberArray.of(graph.labels(), graph.nodes()));
    int[] training = run.nodes(Part.TRAIN);
    arrays.put("training", NumberArray.of(training, training.length));
    int[] validation = run.nodes(Part.VALIDATION);
    arrays.put("validation", NumberArray.of(validation, validation.length));
    arrays.put(
        "probabilities", NumberArray.of(run.probabilities(), graph.nodes(), graph.classes()));
    Npz.write(folder.resolve("graph.npz"), arrays);
  }
}
