package dev.earshot.codecs;

import dev.earshot.DataException;
import java.util.Arrays;

/**
 * A code for numbers, each of which may stand for a vector (Vorbis I, section 3). Codes of up to
 * {@value #FAST_BITS} bits are found in a table, longer ones in a tree.
 */
final class VorbisCodebook {
  private static final int SYNC = 0x564342;
  private static final int FAST_BITS = 8;
  private static final int MOST_LENGTH = 32;

  private static final int NONE = -1;

  private final int dimensions;
  private final int entries;

  /**
   * The children of each node: another node, or {@code -2 - entry}; {@link #NONE} if there is none.
   */
  private int[] children = {NONE, NONE};

  private int nodes = 1;

  /** For the next bits: entry and length of the code, in {@code entry << 8 | length}; 0 if none. */
  private final int[] fast = new int[1 << FAST_BITS];

  /** The vector of each entry one after another; empty if there are none. */
  private final float[] vectors;

  private VorbisCodebook(int dimensions, byte[] lengths, float[] vectors) {
    this.dimensions = dimensions;
    this.entries = lengths.length;
    this.vectors = vectors;
    plant(lengths);
  }

  /**
   * Reads a codebook.
   *
   * @param most how many values its entries may have in all
   */
  static VorbisCodebook read(VorbisBits bits, int most) throws VorbisBits.EndOfPacket {
    if (bits.readInt(24) != SYNC) {
      throw damaged("a codebook does not begin as it should");
    }
    int dimensions = bits.readInt(16);
    int entries = bits.readInt(24);
    if ((long) entries * Math.max(dimensions, 1) > most) {
      throw damaged("a codebook has %s entries of %s values".formatted(entries, dimensions));
    }
    var lengths = lengths(bits, entries);
    int lookup = bits.readInt(4);
    if (lookup > 2 || lookup > 0 && dimensions == 0) {
      throw damaged("a codebook has vectors of kind " + lookup);
    }
    var vectors = lookup == 0 ? new float[0] : vectors(bits, lookup == 1, entries, dimensions);
    return new VorbisCodebook(dimensions, lengths, vectors);
  }

  private static byte[] lengths(VorbisBits bits, int entries) throws VorbisBits.EndOfPacket {
    var lengths = new byte[entries];
    if (bits.readFlag()) { // in order of length
      int length = bits.readInt(5) + 1;
      for (int entry = 0; entry < entries; length++) {
        int count = bits.readInt(VorbisBits.width(entries - entry));
        if (count > entries - entry || length > MOST_LENGTH) {
          throw damaged("the codes of a codebook are too many");
        }
        Arrays.fill(lengths, entry, entry + count, (byte) length);
        entry += count;
      }
      return lengths;
    }
    boolean sparse = bits.readFlag();
    for (int entry = 0; entry < entries; entry++) {
      if (!sparse || bits.readFlag()) {
        lengths[entry] = (byte) (bits.readInt(5) + 1);
      }
    }
    return lengths;
  }

  private static float[] vectors(VorbisBits bits, boolean lattice, int entries, int dimensions)
      throws VorbisBits.EndOfPacket {
    float least = unpack(bits.read(32));
    float step = unpack(bits.read(32));
    int width = bits.readInt(4) + 1;
    boolean sums = bits.readFlag();
    int count = lattice ? side(entries, dimensions) : entries * dimensions;
    if ((long) count * width > bits.left()) {
      throw new VorbisBits.EndOfPacket();
    }
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = bits.readInt(width) * step + least;
    }
    var vectors = new float[entries * dimensions];
    for (int entry = 0; entry < entries; entry++) {
      float last = 0;
      long divisor = 1;
      for (int d = 0; d < dimensions; d++) {
        int from = lattice ? (int) (entry / divisor % count) : entry * dimensions + d;
        float value = values[from] + last;
        vectors[entry * dimensions + d] = value;
        last = sums ? value : 0;
        divisor = Math.min(divisor * Math.max(count, 1), Integer.MAX_VALUE);
      }
    }
    return vectors;
  }

  /** The largest number whose power is not above the number of entries. */
  private static int side(int entries, int dimensions) {
    int side = (int) Math.floor(Math.pow(entries, 1.0 / dimensions));
    while (power(side + 1, dimensions) <= entries) {
      side++;
    }
    while (side > 0 && power(side, dimensions) > entries) {
      side--;
    }
    return side;
  }

  private static double power(int base, int exponent) {
    return Math.pow(base, exponent);
  }

  /** A floating-point number of sign, 10 bits of exponent and 21 bits of mantissa. */
  private static float unpack(long bits) {
    double mantissa = bits & 0x1F_FFFF;
    int exponent = (int) (bits >> 21 & 0x3FF) - 788;
    return (float) Math.scalb((bits & 0x8000_0000L) == 0 ? mantissa : -mantissa, exponent);
  }

  /** Gives each entry in turn the first code of its length that is free. */
  private void plant(byte[] lengths) {
    // For each length the code, left-justified in 32 bits, that is free there; 0 if none is.
    var free = new long[MOST_LENGTH + 1];
    boolean first = true;
    int used = 0;
    int last = 0;
    for (int entry = 0; entry < lengths.length; entry++) {
      int length = lengths[entry];
      if (length == 0) {
        continue;
      }
      used++;
      last = entry;
      long code = 0;
      int from = length;
      if (first) {
        first = false;
        from = 0;
      } else {
        while (from > 0 && free[from] == 0) {
          from--;
        }
        if (from == 0) {
          throw damaged("the codes of a codebook are too many");
        }
        code = free[from];
        free[from] = 0;
      }
      for (int i = length; i > from; i--) {
        free[i] = code + (1L << MOST_LENGTH - i);
      }
      add(entry, code, length);
    }
    if (used == 1) {
      // The only code takes one bit, whatever that is.
      Arrays.fill(children, 0, 2, -2 - last);
      Arrays.fill(fast, last << 8 | 1);
    }
  }

  private void add(int entry, long code, int length) {
    int node = 0;
    int reversed = 0;
    for (int i = 0; i < length; i++) {
      int bit = (int) (code >>> MOST_LENGTH - 1 - i & 1);
      reversed |= i < FAST_BITS ? bit << i : 0;
      int place = 2 * node + bit;
      if (i == length - 1) {
        children[place] = -2 - entry;
      } else if (children[place] >= 0) {
        node = children[place];
      } else {
        if (2 * nodes == children.length) {
          children = Arrays.copyOf(children, 2 * children.length);
        }
        children[2 * nodes] = NONE;
        children[2 * nodes + 1] = NONE;
        children[place] = nodes;
        node = nodes++;
      }
    }
    for (int rest = 0; length <= FAST_BITS && rest < 1 << FAST_BITS - length; rest++) {
      fast[rest << length | reversed] = entry << 8 | length;
    }
  }

  /** Reads the next code. */
  int entry(VorbisBits bits) throws VorbisBits.EndOfPacket {
    int found = fast[(int) bits.peek(FAST_BITS)];
    if (found != 0) {
      bits.skip(found & 0xFF);
      return found >> 8;
    }
    int node = 0;
    while (true) {
      int next = children[2 * node + bits.readInt(1)];
      if (next == NONE) {
        throw new VorbisBits.EndOfPacket();
      }
      if (next < 0) {
        return -2 - next;
      }
      node = next;
    }
  }

  /** How many values its entries have in all. */
  int size() {
    return entries * Math.max(dimensions, 1);
  }

  /** The number of values of a vector. */
  int dimensions() {
    return dimensions;
  }

  /** Whether entries stand for vectors. */
  boolean hasVectors() {
    return vectors.length > 0;
  }

  /** A value of the vector of an entry. */
  float value(int entry, int place) {
    return vectors[entry * dimensions + place];
  }

  static DataException damaged(String detail) {
    return new DataException(
        "is a damaged Vorbis file (%s): copy or export it again".formatted(detail));
  }
}
