package dev.earshot.codecs;

import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundSink;

/**
 * Passes sound of 16 bits on, without what the encoder added before and after it. Used by one
 * thread.
 */
final class TrimmedSound {
  /** Decoders of floating-point sound usually round it to units of 1 / 32768. */
  static final double FULL_SCALE = 32_768;

  private final SoundSink sink;
  private final int channels;
  private long toSkip;
  private long passed;
  private double[] block = new double[0];

  /**
   * Starts the sound.
   *
   * @param fullScale the sample that is amplitude 1
   * @param skipped how many samples of each channel come before the sound
   * @param claimed how many the file states that the sound has; 0 if unknown
   * @param most how many a file of this size can hold; 0 if unknown
   */
  TrimmedSound(SoundSink sink, double fullScale, int rate, int channels, long skipped, long claimed, long most) {
    this.sink = sink;
    this.channels = channels;
    this.toSkip = skipped;
    sink.start(new SoundFormat(rate, channels, fullScale, claimed, most));
  }

  /** How many samples of each channel have been passed on. */
  long passed() {
    return passed;
  }

  /** The next file of several in one has samples of its own before the sound. */
  void skip(long skipped) {
    toSkip = skipped;
  }

  /**
   * Passes the next samples on.
   *
   * @param samples those of all channels of one instant, then those of the next
   * @param instants how many samples of each channel these are
   * @param end what {@link #passed} may become at most
   */
  void accept(short[] samples, int instants, long end) {
    int from = (int) Math.min(toSkip, instants);
    toSkip -= from;
    int count = (int) Math.clamp(end - passed, 0, instants - from);
    if (count == 0) {
      return;
    }
    if (block.length != count * channels) {
      block = new double[count * channels];
    }
    for (int i = 0; i < block.length; i++) {
      block[i] = samples[from * channels + i];
    }
    sink.accept(block, count);
    passed += count;
  }
}
