package dev.earshot.audio;

/** ID3v2 tags, which some programs put before the sound. */
final class Id3Tag {
  private static final int HEADER_BYTES = 10;
  private static final int FOOTER_PRESENT = 0x10;

  private Id3Tag() {}

  /**
   * The position of the first byte after all leading ID3v2 tags, at most the length of the array.
   */
  static int skip(byte[] bytes) {
    int at = 0;
    while (bytes.length - at >= HEADER_BYTES
        && bytes[at] == 'I'
        && bytes[at + 1] == 'D'
        && bytes[at + 2] == '3') {
      // The size has seven bits per byte, so that it cannot look like the start of an MPEG frame.
      long size = 0;
      for (int i = 6; i < HEADER_BYTES; i++) {
        size = size << 7 | bytes[at + i] & 0x7F;
      }
      int footer = (bytes[at + 5] & FOOTER_PRESENT) == 0 ? 0 : HEADER_BYTES;
      at = (int) Math.min(at + HEADER_BYTES + size + footer, bytes.length);
    }
    return at;
  }
}
