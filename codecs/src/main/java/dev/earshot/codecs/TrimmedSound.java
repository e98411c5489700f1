package dev.earshot.codecs;

import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundSink;

/** Passes sound on, without what the encoder added before and after it. Used by one thread. */
final class TrimmedSound {
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
   */
  TrimmedSound(SoundSink sink, double fullScale, int rate, int channels, long skipped) {
    this(sink, new SoundFormat(rate, channels, fullScale, 0, 0), skipped);
  }

  /** The same for a sound of which more is known. */
  TrimmedSound(SoundSink sink, SoundFormat format, long skipped) {
    this.sink = sink;
    this.channels = format.channels();
    this.toSkip = skipped;
    sink.start(format);
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
  void accept(double[] samples, int instants, long end) {
    int from = (int) Math.min(toSkip, instants);
    toSkip -= from;
    int count = (int) Math.clamp(end - passed, 0, instants - from);
    if (count == 0) {
      return;
    }
    if (block.length != count * channels) {
      block = new double[count * channels];
    }
    System.arraycopy(samples, from * channels, block, 0, block.length);
    sink.accept(block, count);
    passed += count;
  }
}
