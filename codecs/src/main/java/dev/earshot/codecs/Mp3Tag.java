package dev.earshot.codecs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first frame of many files, which holds no sound: the tag of Xing, LAME or Fraunhofer.
 *
 * @param frames how many frames of sound follow; 0 if unknown
 * @param before samples that the encoder added before the sound
 * @param after samples that it added after the sound
 */
record Mp3Tag(long frames, int before, int after) {
  /** How many samples every decoder adds before the sound. */
  static final int DECODER_DELAY = 529;

  private static final int FRAUNHOFER_AT = 36;
  private static final int HAS_FRAMES = 1;
  private static final int HAS_BYTES = 2;
  private static final int HAS_TABLE = 4;
  private static final int HAS_QUALITY = 8;
  private static final int TABLE_BYTES = 100;
  private static final int DELAYS_AT = 21;

  /** The tag that a frame holds; nothing if it is a frame of sound. */
  static Optional<Mp3Tag> of(Mp3Header header, byte[] frame) {
    if (text(frame, FRAUNHOFER_AT).equals("VBRI")) {
      return Optional.of(new Mp3Tag(0, -DECODER_DELAY, 0));
    }
    int at = Mp3Header.BYTES + header.sideBytes();
    var name = text(frame, at);
    if (!name.equals("Xing") && !name.equals("Info")) {
      return Optional.empty();
    }
    var bytes = ByteBuffer.wrap(frame, 0, header.frameBytes());
    if (at + 8 > bytes.limit()) {
      return Optional.of(new Mp3Tag(0, 0, 0));
    }
    int flags = bytes.getInt(at + 4);
    int next = at + 8;
    long frames = 0;
    if ((flags & HAS_FRAMES) != 0 && next + 4 <= bytes.limit()) {
      frames = Integer.toUnsignedLong(bytes.getInt(next));
      next += 4;
    }
    next += (flags & HAS_BYTES) == 0 ? 0 : 4;
    next += (flags & HAS_TABLE) == 0 ? 0 : TABLE_BYTES;
    next += (flags & HAS_QUALITY) == 0 ? 0 : 4;
    int delays = next + DELAYS_AT;
    if (delays + 4 > bytes.limit()) {
      return Optional.of(new Mp3Tag(frames, 0, 0));
    }
    int both = bytes.getInt(delays) >>> 8;
    return Optional.of(new Mp3Tag(frames, both >> 12, both & 0xFFF));
  }

  private static String text(byte[] frame, int at) {
    return at + 4 > frame.length ? "" : new String(frame, at, 4, StandardCharsets.ISO_8859_1);
  }
}
