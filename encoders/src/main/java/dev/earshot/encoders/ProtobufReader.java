package dev.earshot.encoders;

import dev.earshot.DataException;

/**
 * Reads the fields of a message in the wire format of Protocol Buffers, one after another.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int start;
  private long value;

  ProtobufReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtobufReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /**
   * Goes to the next field.
   *
   * @return whether there is one
   * @throws DataException if the bytes are no message
   */
  boolean next() {
    if (at == end) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    start = at;
    value = 0;
    switch ((int) (key & 7)) {
      case VARINT -> value = varint();
      case FIXED64 -> skip(Long.BYTES);
      case FIXED32 -> skip(Integer.BYTES);
      case LENGTH -> {
        long length = varint();
        start = at;
        skip(length);
      }
      default -> throw damaged();
    }
    if (field == 0) {
      throw damaged();
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** The value of a field that is a whole number. */
  long value() {
    return value;
  }

  /** The message that the field holds. */
  ProtobufReader message() {
    return new ProtobufReader(bytes, start, at);
  }

  private void skip(long length) {
    if (length < 0 || length > end - at) {
      throw damaged();
    }
    at += (int) length;
  }

  private long varint() {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == end) {
        throw damaged();
      }
      byte next = bytes[at++];
      number |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw damaged();
  }

  private static DataException damaged() {
    return new DataException("not an ONNX file, or cut short or damaged; get it again");
  }
}
