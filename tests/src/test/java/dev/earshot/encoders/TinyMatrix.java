package dev.earshot.encoders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Writes a network that multiplies by a matrix, in the format of ONNX: the input, of any shape, is
 * taken as rows of a length, and each is multiplied by a matrix. So it has the shape of what takes
 * patches or windows, and of a front end.
 *
 * @param shape the dimensions of the input, names for those that may have any length
 * @param length the length of a row
 * @param dims the values that each row becomes
 * @param output the shape of the output; 0 is not changed by it, and -1 is what is left
 * @param weights length x dims, row-major
 */
record TinyMatrix(String[] shape, int length, int dims, long[] output, float[] weights) {
  static final String INPUT = "in";
  static final String OUTPUT = "out";

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  /** A network that gives one row for each row that it takes. */
  static TinyMatrix of(long seed, int length, int dims, String... shape) {
    var random = new Random(seed);
    var weights = new float[length * dims];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() / Math.sqrt(length));
    }
    return new TinyMatrix(shape, length, dims, new long[] {-1, dims}, weights);
  }

  /** The same network with another shape of its output. */
  TinyMatrix giving(long... dimensions) {
    return new TinyMatrix(shape, length, dims, dimensions, weights);
  }

  /** What the network makes of one row. */
  float[] apply(float[] values, int from) {
    var row = new float[dims];
    for (int k = 0; k < dims; k++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += (double) values[from + i] * weights[i * dims + k];
      }
      row[k] = (float) sum;
    }
    return row;
  }

  /** Writes the network without a card. */
  Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes());
  }

  byte[] bytes() {
    var matrix = ByteBuffer.allocate(weights.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    matrix.asFloatBuffer().put(weights);
    var names = new String[output.length];
    Arrays.setAll(names, i -> output[i] > 0 ? Long.toString(output[i]) : "n" + i);
    var graph =
        new ProtobufMessage()
            .field(
                1,
                TinyNetwork.node("Reshape", INPUT, "rows", "flat"),
                TinyNetwork.node("MatMul", "flat", "matrix", "product"),
                TinyNetwork.node("Reshape", "product", "shape", OUTPUT))
            .text(2, "tiny")
            .field(
                5,
                numbers("rows", -1, length),
                numbers("shape", output),
                new ProtobufMessage()
                    .number(1, length)
                    .number(1, dims)
                    .number(2, FLOAT)
                    .text(8, "matrix")
                    .data(9, matrix.array()))
            .field(11, TinyNetwork.value(INPUT, FLOAT, shape))
            .field(12, TinyNetwork.value(OUTPUT, FLOAT, names));
    return new ProtobufMessage()
        .number(1, 8)
        .field(7, graph)
        .field(8, new ProtobufMessage().number(2, 13))
        .bytes();
  }

  private static ProtobufMessage numbers(String name, long... values) {
    var bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new ProtobufMessage()
        .number(1, values.length)
        .number(2, INT64)
        .text(8, name)
        .data(9, bytes.array());
  }

  /** A network of a waveform that claims an output of {@code count} values. */
  static byte[] claiming(long count) {
    var graph =
        new ProtobufMessage()
            .field(1, TinyNetwork.node("ConstantOfShape", "shape", "", OUTPUT))
            .field(1, TinyNetwork.node("Identity", INPUT, "", "same"))
            .text(2, "large")
            .field(5, numbers("shape", 1, count))
            .field(11, TinyNetwork.value(INPUT, FLOAT, "samples"))
            .field(12, TinyNetwork.value(OUTPUT, FLOAT, "a", "b"));
    return new ProtobufMessage()
        .number(1, 8)
        .field(7, graph)
        .field(8, new ProtobufMessage().number(2, 13))
        .bytes();
  }
}
