package dev.earshot.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/**
 * A Vorbis stream of few bytes (Vorbis I, sections 4 to 9): encoders write codebooks of 2 to 4 KB,
 * which take most of the time of reading a short stream.
 */
final class VorbisSeed {
  private static final int CODEBOOK = 0x564342;
  private static final int RATE = 8000;

  /** The exponents of both block sizes: 64 and 128. */
  private static final int BLOCKS = 6 | 7 << 4;

  private static final int LAST_PAGE = 4;

  /** Two blocks share a quarter of each. */
  static final int SAMPLES = 32 + 48 + 64 + 48;

  private VorbisSeed() {}

  /** A stream of two coupled channels, with short and long blocks. */
  static byte[] stream() {
    byte[] head = head();
    byte[] comment = packet(3).append(0, 32).append(0, 32).append(1, 1).bytes();
    // After the bit of its mode a long block names its neighbours: 1 for a long one.
    var sounds =
        List.of(
            sound(0, 1, 1), sound(0, 1, 2), sound(0b101, 3, 3), sound(0b011, 3, 4), sound(0, 1, 5));
    return join(
        page(2, 0, 0, List.of(head)),
        page(0, 1, 0, List.of(comment, setup())),
        page(LAST_PAGE, 2, SAMPLES, sounds));
  }

  private static byte[] head() {
    return packet(1)
        .append(0, 32)
        .append(2, 8)
        .append(RATE, 32)
        .append(0, 32)
        .append(0, 32)
        .append(0, 32)
        .append(BLOCKS, 8)
        .append(1, 1)
        .bytes();
  }

  private static byte[] setup() {
    Bits bits = packet(5).append(2, 8);
    // Four words of two bits, alone and by two.
    book(bits, 1).append(0, 4);
    book(bits, 2).append(0, 4);
    // Vectors of two numbers, each -1 or 1: a minimum and a step, as mantissa and exponent.
    book(bits, 2).append(1, 4).append(number(-1, 0), 32).append(number(1, 1), 32);
    bits.append(0, 4).append(0, 1).append(0, 1).append(1, 1);
    bits.append(0, 6).append(0, 16);
    // A floor with one partition of two points, at 16 and 40 of 64.
    bits.append(0, 6).append(1, 16).append(1, 5).append(0, 4);
    bits.append(1, 3).append(0, 2).append(1, 8);
    bits.append(1, 2).append(6, 4).append(16, 6).append(40, 6);
    // A residue of partitions of 8 in two classes: nothing, and vectors of the third codebook.
    bits.append(0, 6).append(2, 16).append(0, 24).append(64, 24).append(7, 24);
    bits.append(1, 6).append(1, 8);
    bits.append(0, 4).append(1, 4).append(2, 8);
    // One mapping, which couples both channels; a mode of short and one of long blocks.
    bits.append(0, 6).append(0, 16).append(0, 1).append(1, 1).append(0, 8);
    bits.append(0, 1).append(1, 1).append(0, 2).append(0, 24);
    bits.append(1, 6).append(0, 1).append(0, 32).append(0, 8);
    return bits.append(1, 1).append(0, 32).append(0, 8).append(1, 1).bytes();
  }

  private static Bits book(Bits bits, int columns) {
    bits.append(CODEBOOK, 24).append(columns, 16).append(4, 24).append(0, 2);
    for (int i = 0; i < 4; i++) {
      bits.append(1, 5);
    }
    return bits;
  }

  /** A number with a mantissa of 21 bits (section 9.2.2). */
  private static long number(int value, int exponent) {
    return Math.abs(value) | (long) (788 + exponent) << 21 | (value < 0 ? 1L << 31 : 0);
  }

  /** A packet of sound, with the bits of its mode. */
  private static byte[] sound(int mode, int modeBits, int seed) {
    Bits bits = new Bits().append(0, 1).append(mode, modeBits);
    // Floors of both channels, with amplitudes at both ends; then words of the codebooks.
    for (int channel = 0; channel < 2; channel++) {
      bits.append(1, 1).append(110 + seed, 7).append(100, 7).append(0b0110, 4);
    }
    for (int i = 0; i < 12; i++) {
      bits.append(seed * 37L + i * 89L, 8);
    }
    return bits.bytes();
  }

  private static Bits packet(int type) {
    Bits bits = new Bits().append(type, 8);
    for (byte letter : "vorbis".getBytes(StandardCharsets.US_ASCII)) {
      bits.append(letter, 8);
    }
    return bits;
  }

  private static byte[] page(int flags, int number, long samples, List<byte[]> packets) {
    int bytes = packets.stream().mapToInt(packet -> packet.length).sum();
    var page = ByteBuffer.allocate(27 + packets.size() + bytes).order(ByteOrder.LITTLE_ENDIAN);
    page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) flags);
    page.putLong(samples).putInt(1).putInt(number).putInt(0).put((byte) packets.size());
    packets.forEach(packet -> page.put((byte) packet.length));
    packets.forEach(page::put);
    return Checksums.ofOgg(page.array());
  }

  private static byte[] join(byte[]... pages) {
    var all = ByteBuffer.allocate(List.of(pages).stream().mapToInt(page -> page.length).sum());
    for (byte[] page : pages) {
      all.put(page);
    }
    return all.array();
  }

  /** Bits, of each number the lowest first (section 2). */
  private static final class Bits {
    private final BitSet bits = new BitSet();
    private int length;

    Bits append(long number, int count) {
      for (int i = 0; i < count; i++, length++) {
        bits.set(length, (number >> i & 1) == 1);
      }
      return this;
    }

    byte[] bytes() {
      var bytes = new byte[(length + 7) / 8];
      byte[] set = bits.toByteArray();
      System.arraycopy(set, 0, bytes, 0, set.length);
      return bytes;
    }
  }
}
