package dev.earshot.audio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads numbers of up to 57 bits from bytes, most significant bit first. */
final class BitReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final long end;
  private long at;

  BitReader(byte[] bytes, int firstByte) {
    // Eight zeros after the end, so that eight bytes can be loaded at every position.
    this.bytes = Arrays.copyOf(bytes, bytes.length + Long.BYTES);
    this.end = 8L * bytes.length;
    this.at = 8L * firstByte;
  }

  /** Reads the next {@code bits} bits, at most 57, as an unsigned number. */
  long unsigned(int bits) {
    if (bits == 0) {
      return 0;
    }
    long value = window() >>> Long.SIZE - bits;
    advance(bits);
    return value;
  }

  /** Reads the next {@code bits} bits, at most 57, as a number in two's complement. */
  long signed(int bits) {
    if (bits == 0) {
      return 0;
    }
    long value = window() >> Long.SIZE - bits;
    advance(bits);
    return value;
  }

  /** Counts the 0 bits before the next 1 bit, and consumes them and the 1 bit. */
  int unary() {
    int zeros = 0;
    while (true) {
      int valid = Long.SIZE - (int) (at & 7);
      int leading = Long.numberOfLeadingZeros(window());
      if (leading < valid) {
        advance(leading + 1);
        return zeros + leading;
      }
      advance(valid);
      zeros += valid;
    }
  }

  /** Skips the rest of the current byte and returns whether all skipped bits were 0. */
  boolean align() {
    return unsigned((int) (-at & 7)) == 0;
  }

  /** The position, in whole bytes from the start of the array. */
  int bytePosition() {
    return (int) (at >>> 3);
  }

  /** The number of bytes from the position to the end. */
  int remainingBytes() {
    return (int) (end - at >>> 3);
  }

  /** Skips {@code count} bytes. */
  void skipBytes(int count) {
    advance(8L * count);
  }

  private long window() {
    return (long) LONG.get(bytes, (int) (at >>> 3)) << (at & 7);
  }

  private void advance(long bits) {
    if (at + bits > end) {
      throw new AudioException("is cut short: copy it again");
    }
    at += bits;
  }
}
