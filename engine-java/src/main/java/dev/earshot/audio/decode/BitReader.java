package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.SoundInput;

/**
 * Reads numbers of up to 57 bits from a stream, most significant bit first. It can compute the CRC
 * of the bytes that it passes.
 */
final class BitReader {
  private final SoundInput in;

  /** How many bits of the byte at the input's position are consumed, 0 to 7. */
  private int bit;

  private final Crc check;
  private int checkValue;
  private int checkFrom;

  /**
   * Starts at the input's next byte.
   *
   * @param check the CRC of {@link #checked}
   */
  BitReader(SoundInput in, Crc check) {
    this.in = in;
    this.check = check;
  }

  /** Reads the next {@code bits} bits, at most 57, as an unsigned number. */
  long unsigned(int bits) {
    if (bits == 0) {
      return 0;
    }
    require(bits);
    long value = in.bigLong() << bit >>> Long.SIZE - bits;
    advance(bits);
    return value;
  }

  /** Reads the next {@code bits} bits, at most 57, as a number in two's complement. */
  long signed(int bits) {
    if (bits == 0) {
      return 0;
    }
    require(bits);
    long value = in.bigLong() << bit >> Long.SIZE - bits;
    advance(bits);
    return value;
  }

  /** Counts the 0 bits before the next 1 bit, and consumes them and the 1 bit. */
  int unary() {
    int zeros = 0;
    while (true) {
      require(1);
      int valid = (int) Math.min(Long.SIZE, 8L * in.ahead()) - bit;
      int leading = Long.numberOfLeadingZeros(in.bigLong() << bit);
      if (leading < valid) {
        advance(leading + 1);
        return zeros + leading;
      }
      advance(valid);
      zeros += valid;
    }
  }

  /**
   * Reads a number in Rice's code: {@link #unary} counts multiples of 2<sup>parameter</sup>, and
   * {@code parameter} bits follow. Most numbers need one look at the bits.
   *
   * @param parameter at most 57
   */
  long rice(int parameter) {
    if (in.ahead() >= Long.BYTES) {
      long bits = in.bigLong() << bit;
      int zeros = Long.numberOfLeadingZeros(bits);
      int used = zeros + 1 + parameter;
      if (bit + used <= Long.SIZE) {
        advance(used);
        // In two steps, as a shift by 64 would be none.
        return (long) zeros << parameter | bits << zeros << 1 >>> 1 >>> Long.SIZE - 1 - parameter;
      }
    }
    return (long) unary() << parameter | unsigned(parameter);
  }

  /** Skips the rest of the current byte and returns whether all skipped bits were 0. */
  boolean align() {
    return unsigned(-bit & 7) == 0;
  }

  /** Begins a message at the current position, which must be the start of a byte. */
  void startCheck() {
    checkValue = 0;
    checkFrom = in.offset();
  }

  /** The CRC of the whole bytes from the start of the message to the current position. */
  int checked() {
    checkValue = check.update(checkValue, in.window(), checkFrom, in.offset());
    checkFrom = in.offset();
    return checkValue;
  }

  private void require(int bits) {
    if (in.ahead() < Long.BYTES) {
      checked(); // The window moves, so its bytes have to be counted before.
      int ahead = in.ensure(Long.BYTES);
      checkFrom = in.offset();
      if (8L * ahead < bit + bits) {
        throw cutShort();
      }
    }
  }

  private void advance(int bits) {
    in.advance(bit + bits >>> 3);
    bit = bit + bits & 7;
  }

  static DataException cutShort() {
    return new DataException("is cut short: copy it again");
  }
}
