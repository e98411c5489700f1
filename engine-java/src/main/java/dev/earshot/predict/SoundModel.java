package dev.earshot.predict;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Backends;
import dev.earshot.compute.Checks;
import dev.earshot.data.Dataset;
import dev.earshot.data.Standardizer;
import dev.earshot.nn.Network;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A trained model. Immutable; threads may share it.
 *
 * @param settings what it is
 * @param standardizer the training set's column statistics
 * @param weights the network's parameters by name, row-major
 * @param contexts the training nodes that clips are joined to; probabilities are averaged over them
 */
public record SoundModel(
    ModelSettings settings,
    Standardizer standardizer,
    Map<String, float[]> weights,
    List<Context> contexts) {
  /** Clips below which another thread is not worth its start. */
  private static final int SMALLEST_SHARE = 256;

  /**
   * @throws IllegalArgumentException if a parameter is missing, of another size or not finite, or
   *     the standardisation or a context does not fit
   */
  public SoundModel {
    weights = Map.copyOf(weights);
    contexts = List.copyOf(contexts);
    Checks.require(!contexts.isEmpty(), "a model needs a context");
    for (ParameterShape shape : network(settings).shapes()) {
      float[] values = weights.get(shape.name());
      Checks.require(values != null, "the model lacks parameter %s", shape.name());
      Checks.require(
          values.length == shape.size(),
          "parameter %s has %s values, expected %s",
          shape.name(),
          values.length,
          shape.size());
      Checks.require(allFinite(values), "parameter %s holds NaN or infinity", shape.name());
    }
    int columns = settings.columns();
    Checks.require(
        standardizer.mean().length == columns,
        "the standardisation is of %s columns, expected %s",
        standardizer.mean().length,
        columns);
    for (Context context : contexts) {
      Checks.require(
          context.columns() == columns,
          "a context has %s columns, expected %s",
          context.columns(),
          columns);
    }
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The name of the encoder that makes its features. */
  public String encoder() {
    return settings.encoder();
  }

  /** The classes it tells apart. */
  public List<String> classes() {
    return settings.classes();
  }

  /**
   * Classifies clips on the best backend of this machine.
   *
   * @param clips features of the model's encoder; labels are not looked at
   * @throws IllegalArgumentException if the features are not the model's
   */
  public Predictions predict(Dataset clips) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Backend backend = Backends.choose(Backends.AUTO).provider().open(threads)) {
      return predict(clips, backend);
    }
  }

  /** As {@link #predict(Dataset)} on a given backend. */
  public Predictions predict(Dataset clips, Backend backend) {
    Checks.require(
        clips.columns() == settings.columns(),
        "the clips have %s features each (%s), the model takes %s (%s)",
        clips.columns(),
        clips.encoder(),
        settings.columns(),
        settings.encoder());
    float[] x = standardizer.apply(clips.x());
    float[] probabilities = new float[clips.rows() * classes().size()];
    backend.share(
        clips.rows(), SMALLEST_SHARE, (from, to, own) -> classify(x, from, to, own, probabilities));
    return new Predictions(clips.ids(), classes(), probabilities);
  }

  private void classify(float[] x, int from, int to, Backend backend, float[] probabilities) {
    Network network = network(settings);
    Parameters parameters = new Parameters(backend, network.shapes());
    for (ParameterShape shape : network.shapes()) {
      parameters.get(shape.name()).value().write(weights.get(shape.name()));
    }
    int batches = Math.max(1, Math.ceilDiv(to - from, backend.rowsAtATime()));
    ContextClassifier classifier =
        new ContextClassifier(
            backend,
            network,
            parameters,
            settings.edges(),
            settings.inference(),
            settings.columns(),
            classes().size(),
            contexts.stream().mapToInt(Context::size).max().orElseThrow(),
            Math.ceilDiv(to - from, batches),
            settings.seed());
    classifier.classify(contexts, x, from, to, 1f / contexts.size(), probabilities);
  }

  static Network network(ModelSettings settings) {
    return new Network(
        settings.network(), settings.columns(), settings.classes().size(), false, false);
  }

  /**
   * Writes the model to a safetensors file, whole or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path file) throws IOException {
    ModelFile.write(this, file);
  }

  /**
   * Reads a model: a file that {@link #save} wrote, or the folder of a run that holds one.
   *
   * @throws IOException if there is none or it is damaged; the message names the file
   */
  public static SoundModel load(Path path) throws IOException {
    return ModelFile.read(path);
  }
}
