package dev.earshot.audio;

import dev.earshot.DataException;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Receives the sound of one clip from its decoder. It checks sample rate, length and amplitudes,
 * resamples, and notes what is odd. Memory is taken for what the file can hold, not for what its
 * header claims.
 */
final class ClipSink implements SoundSink {
  static final String NO_SAMPLES = "holds no samples: record it again or leave it out";

  private static final double SILENCE = 0x1p-14;
  private static final double CANCELLATION = 0.01;
  private static final double FAR_BEYOND = 10;

  private final int maxSeconds;
  private final Optional<Resamplers> resamplers;
  private final EnumSet<ClipNote> notes = EnumSet.noneOf(ClipNote.class);
  private SoundFormat format = new SoundFormat(Waveform.LOWEST_RATE, 1, 1, 0, 0);
  private float[] mixed = new float[0];
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

  @Override
  public void start(SoundFormat sound) {
    format = sound;
    int rate = sound.sampleRate();
    requireLength(sound.claimed());
    long expected = Math.min(sound.claimed(), sound.most());
    if (resamplers.isEmpty() || resamplers.get().to() == rate) {
      buffer = new SampleBuffer(expected);
    } else {
      var resampler = resamplers.get().from(rate);
      buffer = new SampleBuffer(resampler.outputLength(expected));
      stream = Optional.of(resampler.new Stream(buffer));
    }
  }

  @Override
  public void accept(double[] samples, int instants) {
    requireLength(length + instants);
    if (mixed.length < instants) {
      mixed = new float[instants];
    }
    double peak = mix(samples, instants) / format.fullScale();
    Waveform.requireAmplitudes(mixed, instants, length);
    length += instants;
    for (int i = 0; i < instants; i++) {
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
      stream.get().accept(mixed, instants);
    } else {
      buffer.accept(mixed, instants);
    }
  }

  /** Takes the mean of the channels, and returns the largest absolute sample of any channel. */
  private double mix(double[] samples, int instants) {
    int channels = format.channels();
    double scale = 1 / (format.fullScale() * channels);
    double peak = 0;
    for (int i = 0, at = 0; i < instants; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        double sample = samples[at++];
        peak = Math.max(peak, Math.abs(sample));
        sum += sample;
      }
      mixed[i] = (float) (sum * scale);
    }
    return peak;
  }

  @Override
  public void note(ClipNote note) {
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
    int rate = resamplers.map(Resamplers::to).orElse(format.sampleRate());
    return new DecodedClip(new Waveform(buffer.toArray(), rate), notes);
  }

  private void requireLength(long samples) {
    if (samples > (long) maxSeconds * format.sampleRate()) {
      throw new DataException(
          "lasts at least %s s: expected at most %s s, so cut it into clips or raise the limit (--max-seconds)"
              .formatted(Math.ceilDiv(samples, (long) format.sampleRate()), maxSeconds));
    }
  }
}
