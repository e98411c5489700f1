package dev.earshot.audio;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Decodes a native FLAC stream (RFC 9639) and verifies the result. It compares the CRC of every
 * frame header and frame, the number of samples and the MD5 of all samples. The last two are
 * compared only if the stream states them.
 */
final class FlacDecoder {
  private static final int STREAMINFO = 0;
  private static final int MARKER_BYTES = 4;
  private static final int ID3V1_BYTES = 128;
  private static final int LARGEST_SAMPLES = Integer.MAX_VALUE - 64;

  private final byte[] bytes;
  private final BitReader in;

  /** Creates a decoder of the stream whose marker {@code fLaC} is at {@code start}. */
  FlacDecoder(byte[] bytes, int start) {
    this.bytes = bytes;
    this.in = new BitReader(bytes, start + MARKER_BYTES);
  }

  /** Decodes the whole stream and averages its channels. Error messages do not name the file. */
  Waveform decode() {
    var info = readMetadata();
    var frames = new FlacFrameReader(bytes, in, info);
    var md5 = md5();
    var mono = new float[(int) Math.min(info.totalSamples(), 1 << 20)];
    int length = 0;
    if (info.totalSamples() > LARGEST_SAMPLES) {
      throw new AudioException("has over two thousand million samples: cut it into clips");
    }
    while (info.totalSamples() == 0 ? !atEnd() : length < info.totalSamples()) {
      int block = frames.read();
      if (length + block > mono.length) {
        mono =
            Arrays.copyOf(
                mono, Math.max(length + block, (int) Math.min(2L * mono.length, LARGEST_SAMPLES)));
      }
      mix(frames.samples(), block, info, mono, length);
      md5.update(packed(frames.samples(), block, info));
      length += block;
    }
    if (info.totalSamples() != 0 && length != info.totalSamples()) {
      throw corrupt("it has " + length + " samples, not " + info.totalSamples());
    }
    boolean hasMd5 = !Arrays.equals(info.md5(), new byte[info.md5().length]);
    if (hasMd5 && !Arrays.equals(info.md5(), md5.digest())) {
      throw corrupt("the MD5 of its samples differs from the one in its header");
    }
    return new Waveform(Arrays.copyOf(mono, length), info.sampleRate());
  }

  private FlacStreamInfo readMetadata() {
    FlacStreamInfo info = null;
    boolean last;
    do {
      last = in.unsigned(1) == 1;
      int type = (int) in.unsigned(7);
      int size = (int) in.unsigned(24);
      if (info == null) {
        if (type != STREAMINFO) {
          throw corrupt("it does not start with STREAMINFO");
        }
        info = FlacStreamInfo.read(in, size);
      } else {
        in.skipBytes(size);
      }
    } while (!last);
    return info;
  }

  private boolean atEnd() {
    int at = in.bytePosition();
    boolean tag =
        in.remainingBytes() == ID3V1_BYTES
            && bytes[at] == 'T'
            && bytes[at + 1] == 'A'
            && bytes[at + 2] == 'G';
    return tag || in.remainingBytes() == 0;
  }

  private static void mix(
      long[][] channels, int block, FlacStreamInfo info, float[] mono, int offset) {
    double scale = 1.0 / (((1L << info.bits() - 1) - 1) * info.channels());
    for (int i = 0; i < block; i++) {
      long sum = 0;
      for (var channel : channels) {
        sum += channel[i];
      }
      mono[offset + i] = (float) (sum * scale);
    }
  }

  /**
   * The samples in the format that the MD5 is taken of: interleaved, little-endian, in whole bytes.
   */
  private static byte[] packed(long[][] channels, int block, FlacStreamInfo info) {
    int width = (info.bits() + 7) / 8;
    var packed = new byte[block * channels.length * width];
    int at = 0;
    for (int i = 0; i < block; i++) {
      for (var channel : channels) {
        long sample = channel[i];
        for (int b = 0; b < width; b++) {
          packed[at++] = (byte) (sample >> 8 * b);
        }
      }
    }
    return packed;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  static AudioException corrupt(String detail) {
    return new AudioException("is a damaged FLAC file (" + detail + "): copy or export it again");
  }
}
