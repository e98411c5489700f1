package dev.earshot.audio;

import dev.earshot.DataException;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Receives the sound of one clip from its decoder. It checks sample rate, length and amplitudes,
 * resamples, and notes what is odd. Memory is taken for what the file can hold, not for what its
 * header claims.
 */
final class ClipSink {
  static final String NO_SAMPLES = "holds no samples: record it again or leave it out";

  private static final double SILENCE = 0x1p-14;
  private static final double CANCELLATION = 0.01;
  private static final double FAR_BEYOND = 10;

  private final int maxSeconds;
  private final Optional<Resamplers> resamplers;
  private final EnumSet<ClipNote> notes = EnumSet.noneOf(ClipNote.class);
  private int sampleRate;
  private long length;
  private double channelPeak;
  private double mixedPeak;
  private SampleBuffer buffer = new SampleBuffer(0);
  private Optional<Resampler.Stream> stream = Optional.empty();

  /**
   * Creates a sink for one clip.
   *
   * @param maxSeconds a longer clip is refused
   * @param resamplers give the sample rate of the result; if empty, it is the clip's own
   */
  ClipSink(int maxSeconds, Optional<Resamplers> resamplers) {
    this.maxSeconds = maxSeconds;
    this.resamplers = resamplers;
  }

  /**
   * Must be called before the first sample.
   *
   * @param rate samples per second
   * @param claimed the number of samples that the header states; 0 if unknown
   * @param most the number of samples that a file of this size can hold; 0 if unknown
   */
  void start(int rate, long claimed, long most) {
    Waveform.requireRate(rate);
    sampleRate = rate;
    requireLength(claimed);
    long expected = Math.min(claimed, most);
    if (resamplers.isEmpty() || resamplers.get().to() == rate) {
      buffer = new SampleBuffer(expected);
    } else {
      var resampler = resamplers.get().from(rate);
      buffer = new SampleBuffer(resampler.outputLength(expected));
      stream = Optional.of(resampler.new Stream(buffer));
    }
  }

  /**
   * Receives the next samples.
   *
   * @param mixed the mean of all channels
   * @param count how many samples these are
   * @param peak the largest absolute sample of any channel
   */
  void accept(float[] mixed, int count, double peak) {
    requireLength(length + count);
    Waveform.requireAmplitudes(mixed, count, length);
    length += count;
    for (int i = 0; i < count; i++) {
      mixedPeak = Math.max(mixedPeak, Math.abs(mixed[i]));
    }
    channelPeak = Math.max(channelPeak, peak);
    // Not >, so that NaN is refused too.
    if (!(channelPeak <= Waveform.LARGEST_AMPLITUDE)) {
      throw new DataException(
          "has a sample of %s: expected finite numbers, with full scale at 1, so export it again"
              .formatted((float) channelPeak));
    }
    if (stream.isPresent()) {
      stream.get().accept(mixed, count);
    } else {
      buffer.accept(mixed, count);
    }
  }

  /** Adds a note that only the decoder can make. */
  void note(ClipNote note) {
    notes.add(note);
  }

  /**
   * Ends the clip.
   *
   * @throws DataException if there are no samples
   */
  DecodedClip finish() {
    if (length == 0) {
      throw new DataException(NO_SAMPLES);
    }
    stream.ifPresent(Resampler.Stream::finish);
    if (channelPeak <= SILENCE) {
      notes.add(ClipNote.SILENT);
    } else if (mixedPeak <= CANCELLATION * channelPeak) {
      notes.add(ClipNote.CANCELLED);
    }
    if (channelPeak > FAR_BEYOND) {
      notes.add(ClipNote.BEYOND_FULL_SCALE);
    }
    int rate = resamplers.map(Resamplers::to).orElse(sampleRate);
    return new DecodedClip(new Waveform(buffer.toArray(), rate), notes);
  }

  private void requireLength(long samples) {
    if (samples > (long) maxSeconds * sampleRate) {
      throw new DataException(
          "lasts at least %s s: expected at most %s s, so cut it into clips or raise the limit (--max-seconds)"
              .formatted(Math.ceilDiv(samples, (long) sampleRate), maxSeconds));
    }
  }
}
