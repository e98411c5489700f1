package dev.earshot.encoders;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message in the wire format of Protocol Buffers. */
final class ProtobufMessage {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtobufMessage number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  ProtobufMessage data(int field, byte[] bytes) {
    varint((long) field << 3 | 2);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  ProtobufMessage text(int field, String text) {
    return data(field, text.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufMessage field(int field, ProtobufMessage... messages) {
    for (var message : messages) {
      data(field, message.bytes());
    }
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    while ((value & ~0x7FL) != 0) {
      out.write((int) (value & 0x7F | 0x80));
      value >>>= 7;
    }
    out.write((int) value);
  }
}
