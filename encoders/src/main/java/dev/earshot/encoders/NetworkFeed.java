package dev.earshot.encoders;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The memory of a network's input, outside the Java heap, where ONNX Runtime reads it without a
 * copy. It belongs to one thread and is used again from clip to clip.
 */
final class NetworkFeed {
  private FloatBuffer buffer = allocate(0);

  private static FloatBuffer allocate(int values) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /**
   * Takes values, followed by zeros.
   *
   * @param values of which those from {@code from} to {@code to} are taken
   * @param length the number of values with the zeros
   * @return the memory, for the next run alone
   */
  FloatBuffer fill(float[] values, int from, int to, int length) {
    if (buffer.capacity() < length) {
      buffer = allocate(length);
    }
    buffer.clear().limit(length);
    buffer.put(values, from, to - from);
    while (buffer.hasRemaining()) {
      buffer.put(0);
    }
    return buffer.flip();
  }
}
