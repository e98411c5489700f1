package dev.earshot.audio.decode;

import dev.earshot.audio.SoundInput;

/**
 * The numbers ahead in a file, in the byte order of its format.
 *
 * @param in the file
 * @param big whether the most significant byte comes first
 */
record ByteOrdered(SoundInput in, boolean big) {
  /** A number of 16 bits, {@code ahead} bytes ahead. */
  short int16(int ahead) {
    short little = in.littleShort(ahead);
    return big ? Short.reverseBytes(little) : little;
  }

  /** An unsigned number of 16 bits, {@code ahead} bytes ahead. */
  int unsigned16(int ahead) {
    return Short.toUnsignedInt(int16(ahead));
  }

  /** A number of 32 bits, {@code ahead} bytes ahead. */
  int int32(int ahead) {
    int little = in.littleInt(ahead);
    return big ? Integer.reverseBytes(little) : little;
  }

  /** An unsigned number of 32 bits, {@code ahead} bytes ahead. */
  long unsigned32(int ahead) {
    return Integer.toUnsignedLong(int32(ahead));
  }

  /** A number of 64 bits, {@code ahead} bytes ahead. */
  long int64(int ahead) {
    long little = in.littleLong(ahead);
    return big ? Long.reverseBytes(little) : little;
  }
}
