package dev.earshot.audio.decode;

import dev.earshot.audio.SoundInput;

/** ID3v2 tags, which some programs put before the sound. */
final class Id3Tag {
  private static final int HEADER_BYTES = 10;
  private static final int FOOTER_PRESENT = 0x10;

  private Id3Tag() {}

  /** Passes over all ID3v2 tags that come next. */
  static void skip(SoundInput in) {
    while (in.ensure(HEADER_BYTES) >= HEADER_BYTES && in.startsWith("ID3")) {
      // The size has seven bits per byte, so that it cannot look like the start of an MPEG frame.
      long size = 0;
      for (int i = 6; i < HEADER_BYTES; i++) {
        size = size << 7 | in.unsignedByte(i) & 0x7F;
      }
      int footer = (in.unsignedByte(5) & FOOTER_PRESENT) == 0 ? 0 : HEADER_BYTES;
      in.skip(HEADER_BYTES + size + footer);
    }
  }
}
