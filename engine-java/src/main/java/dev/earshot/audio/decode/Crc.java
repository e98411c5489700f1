package dev.earshot.audio.decode;

/**
 * A cyclic redundancy check (CRC) of up to 16 bits. The most significant bit comes first, and the
 * initial value is 0.
 *
 * <p>FLAC uses the polynomial x^8 + x^2 + x + 1 over a frame's header and x^16 + x^15 + x^2 + 1
 * over the whole frame (RFC 9639, sections 9.1.8 and 9.3). The CRC of a message followed by its own
 * CRC is 0.
 */
final class Crc {
  private final int bits;
  private final int mask;
  private final int[] table = new int[256];

  Crc(int bits, int polynomial) {
    this.bits = bits;
    this.mask = (1 << bits) - 1;
    for (int i = 0; i < table.length; i++) {
      int value = i << bits - 8;
      for (int shift = 0; shift < 8; shift++) {
        boolean carry = (value >> bits - 1 & 1) == 1;
        value = (value << 1 ^ (carry ? polynomial : 0)) & mask;
      }
      table[i] = value;
    }
  }

  /** The CRC of the bytes {@code from} (inclusive) to {@code to} (exclusive). */
  int of(byte[] bytes, int from, int to) {
    return update(0, bytes, from, to);
  }

  /** The CRC of a message of CRC {@code value} that continues with these bytes. */
  int update(int value, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      value = (value << 8 ^ table[(value >> bits - 8 ^ bytes[i]) & 0xFF]) & mask;
    }
    return value;
  }
}
