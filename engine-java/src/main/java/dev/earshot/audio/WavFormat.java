package dev.earshot.audio;

import dev.earshot.DataException;

/**
 * What the fmt chunk of a WAV file states about its samples.
 *
 * <p>The bits per sample decide how many bytes a sample takes, as in other readers. Two more fields
 * follow from that, block align and byte rate, and some programs write them wrongly. They are used
 * to find samples of 17 to 24 bits in 4 bytes, which are left-justified; where they state any other
 * width, nothing says which field is right, and the file is refused.
 *
 * @param floating whether samples are floating-point numbers
 * @param channels 1 to {@value #MOST_CHANNELS}
 * @param sampleRate samples per second
 * @param bytesPerSample 1 to 4, or 8
 */
record WavFormat(boolean floating, int channels, int sampleRate, int bytesPerSample) {
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int BYTES = 16;
  private static final int EXTENSIBLE_BYTES = 40;
  private static final int SUBFORMAT_AT = 24;
  private static final int MOST_CHANNELS = 1024;

  /** How many samples of each channel are decoded at a time, if there are few channels. */
  private static final int PIECE = 1 << 12;

  /** Looks at the fmt chunk of {@code size} bytes that comes next, without passing over it. */
  static WavFormat read(SoundInput in, long size) {
    int needed = (int) Math.min(size, EXTENSIBLE_BYTES);
    if (needed < BYTES || in.ensure(needed) < needed) {
      throw WavFile.corrupt("its fmt chunk is incomplete");
    }
    int tag = Short.toUnsignedInt(in.littleShort(0));
    if (tag == EXTENSIBLE && size >= EXTENSIBLE_BYTES) {
      tag = Short.toUnsignedInt(in.littleShort(SUBFORMAT_AT));
    }
    int channels = Short.toUnsignedInt(in.littleShort(2));
    int rate = in.littleInt(4);
    long byteRate = Integer.toUnsignedLong(in.littleInt(8));
    int blockAlign = Short.toUnsignedInt(in.littleShort(12));
    int bits = Short.toUnsignedInt(in.littleShort(14));
    boolean readable =
        switch (tag) {
          case PCM -> bits >= 1 && bits <= 32;
          case FLOAT -> bits == Float.SIZE || bits == Double.SIZE;
          default -> false;
        };
    if (!readable) {
      throw new DataException(
          "is a WAV file of format %s with %s bits: expected PCM (1 to 32 bits) or float (32, 64), so convert it"
              .formatted(tag, bits));
    }
    if (channels == 0 || channels > MOST_CHANNELS) {
      throw WavFile.corrupt(
          "its header claims %s channels: expected 1 to %s".formatted(channels, MOST_CHANNELS));
    }
    Waveform.requireRate(rate);
    int bytes = (bits + 7) / 8;
    if (blockAlign != 0 && blockAlign != channels * bytes && byteRate == (long) rate * blockAlign) {
      if (tag != PCM || bytes != 3 || blockAlign != 4 * channels) {
        throw WavFile.corrupt(
            "its header claims a block align of %s bytes, but %s channels of %s bits take %s"
                .formatted(blockAlign, channels, bits, channels * bytes));
      }
      bytes = 4;
    }
    return new WavFormat(tag == FLOAT, channels, rate, bytes);
  }

  /** The duration of a number of bytes of samples. */
  double seconds(long bytes) {
    return (double) bytes / channels / bytesPerSample / sampleRate;
  }

  /** The number of samples of each channel in a number of bytes. */
  long instants(long bytes) {
    return bytes / channels / bytesPerSample;
  }

  /**
   * Decodes samples until {@code size} bytes are read or the stream ends. What is left of an
   * incomplete last instant is passed over.
   */
  void decode(SoundInput in, long size, ClipSink sink) {
    int frame = channels * bytesPerSample;
    // Samples of eight bits are unsigned, with 128 for silence. All others are signed.
    double full = floating ? 1 : bytesPerSample == 1 ? 127 : (1L << 8 * bytesPerSample - 1) - 1;
    double scale = 1 / (full * channels);
    int most = Math.clamp(SoundInput.WINDOW / frame, 1, PIECE);
    var mixed = new float[most];
    long left = size / frame;
    while (left > 0) {
      int wanted = (int) Math.min(left, most);
      int count = Math.min(in.ensure(wanted * frame) / frame, wanted);
      if (count == 0) {
        break;
      }
      double peak = 0;
      for (int i = 0; i < count; i++) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          double sample = sample(in, i * frame + c * bytesPerSample);
          peak = Math.max(peak, Math.abs(sample));
          sum += sample;
        }
        mixed[i] = (float) (sum * scale);
      }
      in.advance(count * frame);
      sink.accept(mixed, count, peak / full);
      left -= count;
    }
    in.skip(left > 0 ? frame - 1 : size % frame);
  }

  private double sample(SoundInput in, int at) {
    return switch (bytesPerSample) {
      case 1 -> in.unsignedByte(at) - 128;
      case 2 -> in.littleShort(at);
      case 3 -> in.littleShort(at + 1) << 8 | in.unsignedByte(at);
      case 4 -> floating ? Float.intBitsToFloat(in.littleInt(at)) : in.littleInt(at);
      default -> Double.longBitsToDouble(in.littleLong(at));
    };
  }
}
