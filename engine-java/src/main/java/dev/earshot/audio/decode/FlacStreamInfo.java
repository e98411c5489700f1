package dev.earshot.audio.decode;

import dev.earshot.audio.SoundInput;
import java.util.Arrays;

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
  private static final int MD5_AT = BYTES - MD5_BYTES;
  private static final int RATE_AT = 10;
  private static final int LEAST_BITS = 4;

  /** Reads the block of {@code size} bytes that comes next. */
  static FlacStreamInfo read(SoundInput in, int size) {
    if (size != BYTES) {
      throw FlacStream.corrupt("its STREAMINFO has " + size + " bytes");
    }
    if (in.ensure(BYTES) < BYTES) {
      throw BitReader.cutShort();
    }
    in.advance(RATE_AT);
    long fields = in.bigLong();
    int sampleRate = (int) (fields >>> 44);
    int channels = (int) (fields >>> 41 & 0x7) + 1;
    int bits = (int) (fields >>> 36 & 0x1F) + 1;
    long totalSamples = fields & 0xF_FFFF_FFFFL;
    in.advance(MD5_AT - RATE_AT);
    var md5 = Arrays.copyOfRange(in.window(), in.offset(), in.offset() + MD5_BYTES);
    in.advance(MD5_BYTES);
    if (sampleRate == 0 || bits < LEAST_BITS) {
      throw FlacStream.corrupt("its header claims %s Hz and %s bits".formatted(sampleRate, bits));
    }
    return new FlacStreamInfo(sampleRate, channels, bits, totalSamples, md5);
  }
}
