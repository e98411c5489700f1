package dev.earshot.codecs;

import java.util.Optional;

/**
 * The header of a frame of MPEG audio, layer III (ISO/IEC 11172-3 and 13818-3).
 *
 * @param low whether the sample rate is one of the lower ones of MPEG-2 and 2.5
 * @param sampleRate samples per second
 * @param channels 1 or 2
 * @param frameBytes the size of the frame with its header
 * @param checked whether two bytes of checksum follow
 * @param joint how the channels are coded: {@link #INTENSITY} and {@link #MIDDLE_SIDE}
 */
record Mp3Header(
    boolean low, int sampleRate, int channels, int frameBytes, boolean checked, int joint) {
  /** High bands of both channels are one, with a position. */
  static final int INTENSITY = 1;

  /** The channels are sum and difference. */
  static final int MIDDLE_SIDE = 2;

  static final int BYTES = 4;

  /** The largest frame: 320 kbit/s at 32 kHz, and one byte more. */
  static final int MOST_FRAME_BYTES = 1441;

  private static final int CHECK_BYTES = 2;

  /** In kbit/s. */
  private static final int[] BIT_RATES = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };

  private static final int[] LOW_BIT_RATES = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };

  private static final int[] SAMPLE_RATES = {44_100, 48_000, 32_000};

  /** Reads four bytes; nothing if they are no header. */
  static Optional<Mp3Header> of(int bits) {
    int version = bits >>> 19 & 3;
    int layer = bits >>> 17 & 3;
    int rate = bits >>> 12 & 15;
    int frequency = bits >>> 10 & 3;
    boolean possible =
        bits >>> 21 == 0x7FF
            && version != 1
            && layer == 1
            && rate != 0
            && rate != 15
            && frequency != 3;
    if (!possible) {
      return Optional.empty();
    }
    boolean low = version != 3;
    int sampleRate = SAMPLE_RATES[frequency] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
    int bitRate = 1000 * (low ? LOW_BIT_RATES : BIT_RATES)[rate];
    int bytes = (low ? 72 : 144) * bitRate / sampleRate + (bits >>> 9 & 1);
    int mode = bits >>> 6 & 3;
    int channels = mode == 3 ? 1 : 2;
    int joint = mode == 1 ? bits >>> 4 & 3 : 0;
    var header = new Mp3Header(low, sampleRate, channels, bytes, (bits >>> 16 & 1) == 0, joint);
    return bytes > header.mainDataAt() ? Optional.of(header) : Optional.empty();
  }

  /** How many samples of each channel a frame holds. */
  int instants() {
    return low ? 576 : 1152;
  }

  /** How many bytes describe the frame's main data. */
  int sideBytes() {
    if (low) {
      return channels == 1 ? 9 : 17;
    }
    return channels == 1 ? 17 : 32;
  }

  /** Where the main data begin. */
  int mainDataAt() {
    return BYTES + (checked ? CHECK_BYTES : 0) + sideBytes();
  }

  /** Whether high bands of both channels are coded as one. */
  boolean hasIntensity() {
    return (joint & INTENSITY) != 0;
  }

  /**
   * Whether the mean of both channels is that of the channels as they are coded: everywhere but for
   * intensity together with sum and difference, or in MPEG-2, whose positions change the sum.
   */
  boolean hasPlainMean() {
    return !hasIntensity() || !low && (joint & MIDDLE_SIDE) == 0;
  }

  /** Whether a frame with this header can be of the same sound. */
  boolean continues(Mp3Header other) {
    return low == other.low && sampleRate == other.sampleRate && channels == other.channels;
  }
}
