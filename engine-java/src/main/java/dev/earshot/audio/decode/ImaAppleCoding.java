package dev.earshot.audio.decode;

/**
 * IMA ADPCM as AIFF-C and CAF files have it, called ima4. A block holds 34 bytes for each channel
 * in turn: the upper nine bits of the sample before the first, seven bits of step index, and 64
 * codes, in the lower half of a byte first.
 *
 * @param channels the number of channels
 */
record ImaAppleCoding(int channels) implements SampleCoding {
  private static final int HEADER_BYTES = 2;

  /** Bytes of a block for each channel. */
  static final int BYTES = 34;

  /** Samples of a block for each channel. */
  static final int SAMPLES = 64;

  private static final int INDEX_BITS = 0x7F;

  @Override
  public int blockBytes() {
    return channels * BYTES;
  }

  @Override
  public int blockInstants() {
    return SAMPLES;
  }

  @Override
  public double fullScale() {
    return Short.MAX_VALUE;
  }

  @Override
  public int decode(byte[] bytes, int at, int length, double[] out) {
    int blocks = length / blockBytes();
    var state = new ImaState();
    for (int block = 0; block < blocks; block++) {
      for (int c = 0; c < channels; c++) {
        int from = at + (block * channels + c) * BYTES;
        int header = bytes[from] << 8 | Byte.toUnsignedInt(bytes[from + 1]);
        state.start(header & ~INDEX_BITS, header & INDEX_BITS);
        int to = block * SAMPLES * channels + c;
        for (int i = HEADER_BYTES; i < BYTES; i++) {
          int two = bytes[from + i];
          out[to] = state.next(two & 15);
          out[to += channels] = state.next(two >> 4 & 15);
          to += channels;
        }
      }
    }
    return blocks * SAMPLES;
  }
}
