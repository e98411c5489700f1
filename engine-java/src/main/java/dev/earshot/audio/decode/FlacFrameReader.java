package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.SoundInput;

/** Reads the frames of a FLAC stream (RFC 9639, section 9): headers, CRCs and stereo modes. */
final class FlacFrameReader {
  private static final int SYNC = 0b11_1111_1111_1110;
  private static final int LEFT_SIDE = 8;
  private static final int SIDE_RIGHT = 9;
  private static final int MID_SIDE = 10;
  private static final Crc HEADER_CHECK = new Crc(8, 0x07);
  private static final Crc FRAME_CHECK = new Crc(16, 0x8005);

  /** The longest header: sync, codes, number, block size, sample rate, check. */
  private static final int MOST_HEADER_BYTES = 2 + 2 + 7 + 2 + 2 + 1;

  private final SoundInput bytes;
  private final BitReader in;
  private final FlacStreamInfo info;
  private final byte[] header = new byte[MOST_HEADER_BYTES];
  private final FlacSubframeReader subframes;
  private long[][] samples;

  /** Creates a reader of the frames that come next in the input. */
  FlacFrameReader(SoundInput bytes, FlacStreamInfo info) {
    this.bytes = bytes;
    this.in = new BitReader(bytes, FRAME_CHECK);
    this.info = info;
    this.subframes = new FlacSubframeReader(in);
    this.samples = new long[info.channels()][0];
  }

  /** Reads the next frame and returns its length in samples per channel. */
  int read() {
    long start = bytes.position();
    int ahead = Math.min(bytes.ensure(MOST_HEADER_BYTES), MOST_HEADER_BYTES);
    System.arraycopy(bytes.window(), bytes.offset(), header, 0, ahead);
    in.startCheck();
    if (in.unsigned(14) != SYNC || in.unsigned(1) != 0) {
      throw FlacStream.corrupt("no frame starts at byte " + start);
    }
    in.unsigned(1); // Fixed or variable block size. Not needed: each frame states its size.
    int blockCode = (int) in.unsigned(4);
    int rateCode = (int) in.unsigned(4);
    int assignment = (int) in.unsigned(4);
    int bitsCode = (int) in.unsigned(3);
    in.unsigned(1);
    skipCodedNumber(start);
    int block = blockSize(blockCode, start);
    int rate = sampleRate(rateCode, start);
    in.unsigned(8);
    if (HEADER_CHECK.of(header, 0, (int) (bytes.position() - start)) != 0) {
      throw FlacStream.corrupt("the frame header at byte " + start + " fails its check");
    }
    int channels = assignment < LEFT_SIDE ? assignment + 1 : 2;
    if (assignment > MID_SIDE
        || channels != info.channels()
        || rate != info.sampleRate()
        || bitsPerSample(bitsCode, start) != info.bits()) {
      throw FlacStream.corrupt("the frame at byte " + start + " has another format");
    }
    if (samples[0].length < block) {
      samples = new long[channels][block];
    }
    for (int c = 0; c < channels; c++) {
      boolean side =
          c == 1 && (assignment == LEFT_SIDE || assignment == MID_SIDE)
              || c == 0 && assignment == SIDE_RIGHT;
      subframes.read(samples[c], block, side ? info.bits() + 1 : info.bits());
    }
    boolean padded = in.align();
    in.unsigned(16);
    if (!padded || in.checked() != 0) {
      throw FlacStream.corrupt("the frame at byte " + start + " fails its check");
    }
    restoreStereo(assignment, block);
    return block;
  }

  /**
   * The samples of the last frame, one array per channel. Only the first n are valid, n being the
   * result of {@link #read}. The next call of {@code read} may overwrite the arrays.
   */
  long[][] samples() {
    return samples;
  }

  private void restoreStereo(int assignment, int block) {
    if (assignment < LEFT_SIDE) {
      return;
    }
    var first = samples[0];
    var second = samples[1];
    for (int i = 0; i < block; i++) {
      long a = first[i];
      long b = second[i];
      switch (assignment) {
        case LEFT_SIDE -> second[i] = a - b;
        case SIDE_RIGHT -> first[i] = a + b;
        default -> {
          // Halving the sum lost its lowest bit. The side has the same lowest bit.
          long sum = a << 1 | b & 1;
          first[i] = sum + b >> 1;
          second[i] = sum - b >> 1;
        }
      }
    }
  }

  /** Skips the number of the frame or of its first sample: up to 36 bits, coded like UTF-8. */
  private void skipCodedNumber(long start) {
    int first = (int) in.unsigned(8);
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    if (ones == 1 || ones == 8) {
      throw FlacStream.corrupt("the frame at byte " + start + " has no number");
    }
    in.unsigned(8 * Math.max(ones - 1, 0));
  }

  private int blockSize(int code, long start) {
    return switch (code) {
      case 0 -> throw reserved("block size", start);
      case 1 -> 192;
      case 2, 3, 4, 5 -> 144 << code;
      case 6 -> (int) in.unsigned(8) + 1;
      case 7 -> (int) in.unsigned(16) + 1;
      default -> 1 << code;
    };
  }

  private int sampleRate(int code, long start) {
    return switch (code) {
      case 0 -> info.sampleRate();
      case 1 -> 88_200;
      case 2 -> 176_400;
      case 3 -> 192_000;
      case 4 -> 8_000;
      case 5 -> 16_000;
      case 6 -> 22_050;
      case 7 -> 24_000;
      case 8 -> 32_000;
      case 9 -> 44_100;
      case 10 -> 48_000;
      case 11 -> 96_000;
      case 12 -> (int) in.unsigned(8) * 1000;
      case 13 -> (int) in.unsigned(16);
      case 14 -> (int) in.unsigned(16) * 10;
      default -> throw reserved("sample rate", start);
    };
  }

  private int bitsPerSample(int code, long start) {
    return switch (code) {
      case 0 -> info.bits();
      case 1 -> 8;
      case 2 -> 12;
      case 4 -> 16;
      case 5 -> 20;
      case 6 -> 24;
      case 7 -> 32;
      default -> throw reserved("sample size", start);
    };
  }

  private static DataException reserved(String what, long start) {
    return FlacStream.corrupt("the frame at byte " + start + " has a reserved " + what);
  }
}
