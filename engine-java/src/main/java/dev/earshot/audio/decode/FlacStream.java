package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Decodes a native FLAC stream (RFC 9639) and verifies the result. It compares the CRC of every
 * frame header and frame, the number of samples and the MD5 of all samples. The last two are
 * compared only if the stream states them.
 */
final class FlacStream {
  static final String MARKER = "fLaC";
  private static final int STREAMINFO = 0;
  private static final int BLOCK_HEADER_BYTES = 4;
  private static final int ID3V1_BYTES = 128;

  /** A frame has at least a header of 6 bytes, a subframe of 2 and a check of 2. */
  private static final int LEAST_FRAME_BYTES = 10;

  private static final int MOST_BLOCK_SAMPLES = 1 << 16;

  private final SoundInput in;
  private final SoundSink sink;
  private byte[] packed = new byte[0];
  private double[] block = new double[0];

  /**
   * Creates a decoder.
   *
   * @param in is at the stream's marker {@code fLaC}
   * @param sink gets the sound
   */
  FlacStream(SoundInput in, SoundSink sink) {
    this.in = in;
    this.sink = sink;
  }

  /** Decodes the whole stream. Error messages do not name the file. */
  void decode() {
    in.advance(MARKER.length());
    var info = readMetadata();
    sink.start(
        new SoundFormat(
            info.sampleRate(),
            info.channels(),
            (1L << info.bits() - 1) - 1,
            info.totalSamples(),
            mostSamples()));
    var frames = new FlacFrameReader(in, info);
    boolean hasMd5 = !Arrays.equals(info.md5(), new byte[info.md5().length]);
    var md5 = md5();
    long length = 0;
    while (info.totalSamples() == 0 ? !atEnd() : length < info.totalSamples()) {
      int instants = frames.read();
      interleave(frames.samples(), instants);
      sink.accept(block, instants);
      if (hasMd5) {
        int bytes = pack(frames.samples(), instants, info);
        md5.update(packed, 0, bytes);
      }
      length += instants;
    }
    if (info.totalSamples() != 0 && length != info.totalSamples()) {
      throw corrupt("it has " + length + " samples, not " + info.totalSamples());
    }
    if (hasMd5 && !Arrays.equals(info.md5(), md5.digest())) {
      throw corrupt("the MD5 of its samples differs from the one in its header");
    }
  }

  /** How many samples a file of this size can hold; 0 if the size is not known. */
  private long mostSamples() {
    return in.size() == SoundInput.UNKNOWN_SIZE
        ? 0
        : in.size() / LEAST_FRAME_BYTES * MOST_BLOCK_SAMPLES;
  }

  private FlacStreamInfo readMetadata() {
    FlacStreamInfo info = null;
    boolean last;
    do {
      if (in.ensure(Long.BYTES) < BLOCK_HEADER_BYTES) {
        throw BitReader.cutShort();
      }
      int header = (int) (in.bigLong() >>> 32);
      in.advance(BLOCK_HEADER_BYTES);
      last = header < 0;
      int type = header >>> 24 & 0x7F;
      int size = header & 0xFF_FFFF;
      if (info == null) {
        if (type != STREAMINFO) {
          throw corrupt("it does not start with STREAMINFO");
        }
        info = FlacStreamInfo.read(in, size);
      } else if (!in.skip(size)) {
        throw BitReader.cutShort();
      }
    } while (!last);
    return info;
  }

  private boolean atEnd() {
    int ahead = in.ensure(ID3V1_BYTES + 1);
    return ahead == 0 || ahead == ID3V1_BYTES && in.startsWith("TAG");
  }

  private void interleave(long[][] channels, int instants) {
    if (block.length < instants * channels.length) {
      block = new double[instants * channels.length];
    }
    for (int c = 0; c < channels.length; c++) {
      var channel = channels[c];
      for (int i = 0, at = c; i < instants; i++, at += channels.length) {
        block[at] = channel[i];
      }
    }
  }

  /**
   * Packs samples in the format that the MD5 is taken of: interleaved, little-endian, in whole
   * bytes. Returns their number of bytes.
   */
  private int pack(long[][] channels, int instants, FlacStreamInfo info) {
    int width = (info.bits() + 7) / 8;
    int size = instants * channels.length * width;
    if (packed.length < size) {
      packed = new byte[size];
    }
    int at = 0;
    for (int i = 0; i < instants; i++) {
      for (var channel : channels) {
        long sample = channel[i];
        for (int b = 0; b < width; b++) {
          packed[at++] = (byte) (sample >> 8 * b);
        }
      }
    }
    return size;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  static DataException corrupt(String detail) {
    return new DataException("is a damaged FLAC file (" + detail + "): copy or export it again");
  }
}
