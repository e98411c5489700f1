package dev.earshot.format;

import dev.earshot.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Converts the data part of a .npy file to and from arrays. */
final class NpyElements {
  private NpyElements() {}

  static NdArray decode(NpyHeader header, byte[] data, String where) throws DataException {
    int width = header.elementBytes();
    byte[] ordered = header.fortranOrder() ? toRowMajor(data, header.shape(), width) : data;
    if (header.kind() == 'U' || header.kind() == 'S') {
      return new TextArray(header.shape(), strings(header, ordered, where));
    }
    if (header.bigEndian()) {
      reverseEach(ordered, width);
    }
    var type = ElementType.ofNumpyCode(header.kind() + "" + header.width()).orElseThrow();
    return new NumberArray(type, header.shape(), ordered);
  }

  /**
   * Converts Fortran order, in which the first axis changes fastest, to C order, in which the last
   * axis does.
   */
  private static byte[] toRowMajor(byte[] data, List<Integer> shape, int width) {
    int rank = shape.size();
    var strides = new int[rank];
    int stride = width;
    for (int axis = 0; axis < rank; axis++) {
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    var ordered = new byte[data.length];
    var index = new int[rank];
    int from = 0;
    for (int to = 0; to < data.length; to += width) {
      System.arraycopy(data, from, ordered, to, width);
      // Counts up like an odometer: the last axis changes fastest.
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < shape.get(axis)) {
          break;
        }
        from -= strides[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return ordered;
  }

  private static void reverseEach(byte[] data, int width) {
    for (int start = 0; start < data.length; start += width) {
      for (int low = start, high = start + width - 1; low < high; low++, high--) {
        byte kept = data[low];
        data[low] = data[high];
        data[high] = kept;
      }
    }
  }

  private static List<String> strings(NpyHeader header, byte[] data, String where)
      throws DataException {
    int count = NdArray.elements(header.shape());
    int width = header.elementBytes();
    var order = header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var buffer = ByteBuffer.wrap(data).order(order);
    var values = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      try {
        values.add(
            header.kind() == 'U'
                ? utf32(buffer, i * width, header.width())
                : utf8(data, i * width, width));
      } catch (CharacterCodingException | IllegalArgumentException e) {
        throw new DataException("%s: string %s is not valid text".formatted(where, i), e);
      }
    }
    return values;
  }

  private static String utf32(ByteBuffer buffer, int start, int width) {
    var codePoints = new int[width];
    buffer.slice(start, 4 * width).order(buffer.order()).asIntBuffer().get(codePoints);
    int length = width;
    while (length > 0 && codePoints[length - 1] == 0) {
      length--;
    }
    return new String(codePoints, 0, length);
  }

  private static String utf8(byte[] data, int start, int width) throws CharacterCodingException {
    int length = width;
    while (length > 0 && data[start + length - 1] == 0) {
      length--;
    }
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(data, start, length))
        .toString();
  }

  /** The length of the longest string in code points; at least 1, as in numpy. */
  static int codePoints(TextArray text) {
    return Math.max(
        1, text.values().stream().mapToInt(s -> s.codePointCount(0, s.length())).max().orElse(1));
  }

  static byte[] encode(TextArray text, int width) {
    var values = text.values();
    int bytes = Math.multiplyExact(Math.multiplyExact(4, width), values.size());
    var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.size(); i++) {
      buffer.position(4 * width * i);
      values.get(i).codePoints().forEach(buffer::putInt);
    }
    return buffer.array();
  }
}
