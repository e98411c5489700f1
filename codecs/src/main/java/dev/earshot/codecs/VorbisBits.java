package dev.earshot.codecs;

/** The bits of a packet, the least significant of each byte first. */
final class VorbisBits {
  /** A packet may end early: what is not there is not decoded. */
  static final class EndOfPacket extends Exception {
    EndOfPacket() {
      super("the packet has ended", null, false, false);
    }
  }

  private final byte[] bytes;
  private long at;

  VorbisBits(byte[] bytes) {
    this.bytes = bytes;
  }

  /** How many bits are left. */
  long left() {
    return 8L * bytes.length - at;
  }

  /** Reads an unsigned number of up to 32 bits. */
  long read(int bits) throws EndOfPacket {
    if (bits > left()) {
      throw new EndOfPacket();
    }
    long value = peek(bits);
    at += bits;
    return value;
  }

  /** The same, of up to 31 bits. */
  int readInt(int bits) throws EndOfPacket {
    return (int) read(bits);
  }

  boolean readFlag() throws EndOfPacket {
    return read(1) == 1;
  }

  /** The next bits, up to 32 of them, without passing over them; 0 after the end. */
  long peek(int bits) {
    int first = (int) (at >> 3);
    int shift = (int) (at & 7);
    long value = 0;
    for (int i = 0; 8 * i < shift + bits; i++) {
      if (first + i < bytes.length) {
        value |= (long) Byte.toUnsignedInt(bytes[first + i]) << 8 * i;
      }
    }
    return value >>> shift & (1L << bits) - 1;
  }

  void skip(int bits) throws EndOfPacket {
    if (bits > left()) {
      throw new EndOfPacket();
    }
    at += bits;
  }

  /** The number of bits that the largest of these numbers takes: 0 for 0, 1 for 1, 2 for 3. */
  static int width(int largest) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
  }
}
