package dev.earshot.encoders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Writes a network as small as an encoder can be, in the format of ONNX: a convolution of {@value
 * #FILTERS} filters of {@value #LENGTH} samples without overlap, and the absolute value. Output
 * {@code frames} is [1, frames, {@value #FILTERS}], output {@code embeddings} its mean over frames.
 */
public final class TinyNetwork {
  static final int FILTERS = 6;
  static final int LENGTH = 32;
  static final int RATE = 8000;

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final float[] weights = new float[FILTERS * LENGTH];
  private boolean external;
  private int inputs = 1;
  private int inputType = FLOAT;

  /** A network whose weights depend on a seed. */
  public TinyNetwork(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
  }

  /** The same network with other weights. */
  TinyNetwork weights(float value) {
    Arrays.fill(weights, value);
    return this;
  }

  /** The same network with weights in another file. */
  TinyNetwork external() {
    external = true;
    return this;
  }

  /** The same network with a further input. */
  TinyNetwork inputs(int count) {
    inputs = count;
    return this;
  }

  /** The same network with an input of whole numbers. */
  TinyNetwork wholeNumbers() {
    inputType = INT64;
    return this;
  }

  /** What the network computes: the frames, row-major. */
  float[] frames(float[] samples) {
    int count = samples.length / LENGTH;
    var frames = new float[count * FILTERS];
    for (int t = 0; t < count; t++) {
      for (int f = 0; f < FILTERS; f++) {
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
          sum += (double) samples[t * LENGTH + i] * weights[f * LENGTH + i];
        }
        frames[t * FILTERS + f] = (float) Math.abs(sum);
      }
    }
    return frames;
  }

  /** Writes {@code NAME.onnx} and its card. */
  public Path write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".json"), card());
    return Files.write(folder.resolve(name + ".onnx"), bytes());
  }

  static String card() {
    return """
    {"input": "waveform", "rate": %s, "min_seconds": 0.05, "max_seconds": 2,
     "output": {"sounds": "embeddings", "voices": "frames"},
     "dims": {"embeddings": %s, "frames": %s}, "pool": "mean", "licence": "Apache-2.0"}
    """
        .formatted(RATE, FILTERS, FILTERS);
  }

  /** The file. */
  public byte[] bytes() {
    var graph =
        new ProtobufMessage()
            .field(
                1,
                node("Reshape", "waveform", "shape", "wave"),
                node("Conv", "wave", "weights", "filtered").field(5, attribute("strides", LENGTH)),
                node("Abs", "filtered", "", "columns"),
                node("Transpose", "columns", "", "frames").field(5, attribute("perm", 0, 2, 1)),
                node("ReduceMean", "columns", "", "embeddings")
                    .field(5, attribute("axes", 2), number("keepdims", 0)))
            .text(2, "tiny")
            .field(5, shape(), filters());
    for (int i = 0; i < inputs; i++) {
      graph.field(11, value(i == 0 ? "waveform" : "more" + i, inputType, "samples"));
    }
    graph.field(12, value("embeddings", FLOAT, "1", "6"), value("frames", FLOAT, "1", "t", "6"));
    return new ProtobufMessage()
        .number(1, 8)
        .field(7, graph)
        .field(8, new ProtobufMessage().number(2, 13))
        .bytes();
  }

  static ProtobufMessage node(String operation, String first, String second, String output) {
    var node = new ProtobufMessage().text(1, first);
    if (!second.isEmpty()) {
      node.text(1, second);
    }
    return node.text(2, output).text(4, operation);
  }

  private static ProtobufMessage attribute(String name, long... values) {
    var attribute = new ProtobufMessage().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  private static ProtobufMessage number(String name, long value) {
    return new ProtobufMessage().text(1, name).number(3, value).number(20, 2);
  }

  private static ProtobufMessage shape() {
    var bytes = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(1).putLong(1).putLong(-1);
    return new ProtobufMessage()
        .number(1, 3)
        .number(2, INT64)
        .text(8, "shape")
        .data(9, bytes.array());
  }

  private ProtobufMessage filters() {
    var tensor =
        new ProtobufMessage().number(1, FILTERS).number(1, 1).number(1, LENGTH).number(2, FLOAT);
    tensor.text(8, "weights");
    if (external) {
      return tensor
          .field(13, new ProtobufMessage().text(1, "location").text(2, "weights.bin"))
          .number(14, 1);
    }
    var bytes = ByteBuffer.allocate(weights.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    return tensor.data(9, bytes.array());
  }

  /** The name, type and shape of an input or output. */
  static ProtobufMessage value(String name, int type, String... dimensions) {
    var shape = new ProtobufMessage();
    for (var dimension : dimensions) {
      shape.field(
          1,
          dimension.matches("\\d+")
              ? new ProtobufMessage().number(1, Long.parseLong(dimension))
              : new ProtobufMessage().text(2, dimension));
    }
    var tensor = new ProtobufMessage().number(1, type).field(2, shape);
    return new ProtobufMessage().text(1, name).field(2, new ProtobufMessage().field(1, tensor));
  }
}
