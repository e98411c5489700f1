package dev.earshot.encoders;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.earshot.DataException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A network with one input, in ONNX Runtime. Any number of threads may use it at once, and each
 * computes alone: many clips at a time need no threads inside. Its native memory is released when
 * nobody holds it any more.
 */
final class OnnxNetwork {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The most values that a network may take or give at once: 512 MiB. */
  private static final long MOST_VALUES = 1L << 27;

  private final Path path;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;

  /** The shape of the input; -1 for a dimension that may have any length. */
  private final long[] shape;

  /**
   * Rows that a network gave.
   *
   * @param values row-major
   * @param dims the columns
   */
  record Rows(float[] values, int dims) {}

  private OnnxNetwork(
      Path path, OrtEnvironment environment, OrtSession session, String input, long[] shape) {
    this.path = path;
    this.environment = environment;
    this.session = session;
    this.input = input;
    this.shape = shape;
  }

  /**
   * Opens a network.
   *
   * @throws DataException if ONNX Runtime refuses it, or its inputs are not one of floats
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
        if (inputs.size() != 1
            || !(inputs.values().iterator().next().getInfo() instanceof TensorInfo tensor)
            || tensor.type != OnnxJavaType.FLOAT) {
          throw wrongInput(
              file.path(),
              inputs.values().stream().map(OnnxNetwork::describe).toList().toString(),
              "one waveform, float [samples] or [1, samples], or patches, float [n, frames, bands]");
        }
        var name = inputs.keySet().iterator().next();
        var network = new OnnxNetwork(file.path(), environment, session, name, tensor.getShape());
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

  private static DataException wrongInput(Path path, String found, String expected) {
    return new DataException("%s: its input is %s; expected %s".formatted(path, found, expected));
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

  /**
   * Checks that the network takes a waveform.
   *
   * @return the length in samples that it insists on, if it does
   * @throws DataException if it does not
   */
  OptionalInt waveformLength() {
    boolean alone = shape.length == 1 || (shape.length == 2 && (shape[0] == -1 || shape[0] == 1));
    if (!alone || length() == 0 || length() > MOST_VALUES) {
      throw wrongInput(
          path,
          input + " " + Arrays.toString(shape),
          "one waveform, float [samples] or [1, samples]");
    }
    return length() < 0 ? OptionalInt.empty() : OptionalInt.of((int) length());
  }

  private long length() {
    return shape[shape.length - 1];
  }

  /** The shape of a waveform of a number of samples. */
  long[] waveform(int samples) {
    return shape.length == 2 ? new long[] {1, samples} : new long[] {samples};
  }

  /**
   * The shape of one patch: [1, frames, bands], with any further dimensions of length 1.
   *
   * @throws DataException if the network takes none of this size
   */
  long[] patch(int frames, int bands) {
    var filled = shape.clone();
    var wanted = new ArrayDeque<>(List.of((long) frames, (long) bands));
    boolean fits = shape.length >= 3 && (shape[0] == -1 || shape[0] == 1);
    filled[0] = 1;
    for (int i = 1; i < shape.length; i++) {
      if (!wanted.isEmpty() && (shape[i] == -1 || shape[i] == wanted.peek())) {
        filled[i] = wanted.poll();
      } else {
        fits &= shape[i] == 1;
      }
    }
    if (!fits || !wanted.isEmpty()) {
      throw wrongInput(
          path,
          input + " " + Arrays.toString(shape),
          "patches of its front end, float [n, %s, %s]".formatted(frames, bands));
    }
    return filled;
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
   * @param values the input, row-major, from a {@link NetworkFeed}
   * @param as its shape
   * @param output one of {@link #outputs}
   * @return its values; all its dimensions but the last count as rows
   * @throws DataException if the network fails, or gives nothing
   */
  Rows run(FloatBuffer values, long[] as, String output) {
    return run(values, as, List.of(output)).getFirst();
  }

  /** The same for several outputs of one run, in their order. */
  List<Rows> run(FloatBuffer values, long[] as, List<String> outputs) {
    try (var tensor = OnnxTensor.createTensor(environment, values, as);
        var result = session.run(Map.of(input, tensor), Set.copyOf(outputs))) {
      var all = new ArrayList<Rows>();
      for (var output : outputs) {
        all.add(rows(output, result.get(output).orElseThrow()));
      }
      return all;
    } catch (OrtException e) {
      throw new DataException("the network fails (%s)".formatted(reason(e)), e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static Rows rows(String output, OnnxValue value) {
    if (value instanceof OnnxTensor rows && rows.getInfo().type == OnnxJavaType.FLOAT) {
      var given = rows.getInfo().getShape();
      long count = Arrays.stream(given).reduce(1, (a, b) -> a * b);
      if (count > MOST_VALUES) {
        throw new DataException(
            "output '%s' of the network has %s values: expected at most %s"
                .formatted(output, count, MOST_VALUES));
      }
      var copy = rows.getFloatBuffer();
      if (given.length > 0 && count > 0 && copy != null) {
        return new Rows(copy.array(), Math.toIntExact(given[given.length - 1]));
      }
    }
    throw new DataException("output '%s' of the network is empty".formatted(output));
  }

  /** The first words of an error, which can be long and of many lines. */
  static String reason(Throwable e) {
    var words = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return words.length() > 200 ? words.substring(0, 200) + "..." : words;
  }
}
