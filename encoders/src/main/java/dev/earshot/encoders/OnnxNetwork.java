package dev.earshot.encoders;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.earshot.DataException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network that takes a waveform, in ONNX Runtime. Any number of threads may use it at once, and
 * each computes alone: many clips at a time need no threads inside. Its native memory is released
 * when nobody holds it any more.
 */
final class OnnxNetwork {
  private static final Cleaner CLEANER = Cleaner.create();

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;

  /** The length of the input that the network insists on, or -1 if it takes any. */
  private final long length;

  private final boolean batched;

  /**
   * Rows that a network gave for a waveform.
   *
   * @param values row-major
   * @param dims the columns
   */
  record Rows(float[] values, int dims) {}

  private OnnxNetwork(OrtEnvironment environment, OrtSession session, String input, long[] shape) {
    this.environment = environment;
    this.session = session;
    this.input = input;
    this.batched = shape.length == 2;
    this.length = shape[shape.length - 1];
  }

  /**
   * Opens a network.
   *
   * @throws DataException if ONNX Runtime refuses it, or its inputs are not one waveform
   */
  static OnnxNetwork open(OnnxFile file) {
    var environment = OnnxLibrary.environment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      var session = environment.createSession(file.bytes(), options);
      boolean done = false;
      try {
        var inputs = session.getInputInfo();
        var shape = requireWaveform(file, inputs);
        var network =
            new OnnxNetwork(environment, session, inputs.keySet().iterator().next(), shape);
        CLEANER.register(network, () -> close(session));
        done = true;
        return network;
      } finally {
        if (!done) {
          close(session);
        }
      }
    } catch (OrtException e) {
      throw new DataException(
          "%s: ONNX Runtime cannot use it (%s)".formatted(file.path(), reason(e)), e);
    }
  }

  private static long[] requireWaveform(OnnxFile file, Map<String, NodeInfo> inputs) {
    if (inputs.size() == 1
        && inputs.values().iterator().next().getInfo() instanceof TensorInfo tensor
        && tensor.type == OnnxJavaType.FLOAT) {
      var shape = tensor.getShape();
      boolean alone = shape.length == 1 || (shape.length == 2 && (shape[0] == -1 || shape[0] == 1));
      if (alone && shape[shape.length - 1] != 0) {
        return shape;
      }
    }
    throw new DataException(
        "%s: its input is %s; expected one waveform, float [samples] or [1, samples]"
            .formatted(file.path(), inputs.values().stream().map(OnnxNetwork::describe).toList()));
  }

  private static String describe(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        ? "%s %s %s".formatted(node.getName(), tensor.type, Arrays.toString(tensor.getShape()))
        : node.getName();
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The name of the input. */
  String input() {
    return input;
  }

  /** The length of the input in samples that the network insists on, if it does. */
  Optional<Integer> length() {
    return length < 0 ? Optional.empty() : Optional.of(Math.toIntExact(length));
  }

  /** The names of the outputs that hold rows of floats. */
  List<String> outputs() {
    try {
      var names = new ArrayList<String>();
      session
          .getOutputInfo()
          .forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
              names.add(name);
            }
          });
      return names;
    } catch (OrtException e) {
      throw new DataException("its outputs cannot be read (%s)".formatted(reason(e)), e);
    }
  }

  /**
   * Computes an output.
   *
   * @param samples the waveform
   * @param output one of {@link #outputs}
   * @return its values; all its dimensions but the last count as rows
   * @throws DataException if the network fails, or gives nothing
   */
  Rows run(float[] samples, String output) {
    long[] shape = batched ? new long[] {1, samples.length} : new long[] {samples.length};
    try (var tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(samples), shape);
        var result = session.run(Map.of(input, tensor), Set.of(output))) {
      if (result.get(0) instanceof OnnxTensor rows && rows.getInfo().type == OnnxJavaType.FLOAT) {
        var given = rows.getInfo().getShape();
        var values = rows.getFloatBuffer();
        if (given.length > 0 && values != null && values.remaining() > 0) {
          var copy = new float[values.remaining()];
          values.get(copy);
          return new Rows(copy, Math.toIntExact(given[given.length - 1]));
        }
      }
      throw new DataException("output '%s' of the network is empty".formatted(output));
    } catch (OrtException e) {
      throw new DataException("the network fails (%s)".formatted(reason(e)), e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The first words of an error, which can be long and of many lines. */
  static String reason(Throwable e) {
    var words = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return words.length() > 200 ? words.substring(0, 200) + "..." : words;
  }
}
