package dev.earshot.audio;

/**
 * The STREAMINFO block (RFC 9639, section 8.2), without the sizes of blocks and frames.
 *
 * @param sampleRate samples per second
 * @param channels 1 to 8
 * @param bits bits per sample, 4 to 32
 * @param totalSamples samples per channel, 0 if unknown
 * @param md5 the MD5 of the decoded samples, all zeros if unknown
 */
record FlacStreamInfo(int sampleRate, int channels, int bits, long totalSamples, byte[] md5) {
  private static final int BYTES = 34;
  private static final int MD5_BYTES = 16;
  private static final int BLOCK_AND_FRAME_SIZES = 10;
  private static final int LEAST_BITS = 4;

  static FlacStreamInfo read(BitReader in, int size) {
    if (size != BYTES) {
      throw FlacDecoder.corrupt("its STREAMINFO has " + size + " bytes");
    }
    in.skipBytes(BLOCK_AND_FRAME_SIZES);
    int sampleRate = (int) in.unsigned(20);
    int channels = (int) in.unsigned(3) + 1;
    int bits = (int) in.unsigned(5) + 1;
    long totalSamples = in.unsigned(36);
    var md5 = new byte[MD5_BYTES];
    for (int i = 0; i < MD5_BYTES; i++) {
      md5[i] = (byte) in.unsigned(8);
    }
    if (sampleRate == 0 || bits < LEAST_BITS) {
      throw FlacDecoder.corrupt("its header claims %s Hz and %s bits".formatted(sampleRate, bits));
    }
    return new FlacStreamInfo(sampleRate, channels, bits, totalSamples, md5);
  }
}
