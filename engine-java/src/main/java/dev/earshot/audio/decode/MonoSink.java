package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.SampleSink;
import java.util.EnumSet;
import java.util.Set;

/**
 * Receives the sound of one file from its decoder and mixes its channels to one. It checks sample
 * rate, length and amplitudes, and notes what is odd.
 */
public final class MonoSink implements SoundSink {
  static final String NO_SAMPLES = "holds no samples: record it again or leave it out";

  private static final double CANCELLATION = 0.01;
  private static final double FAR_BEYOND = 10;

  private final int maxSeconds;
  private final Target target;
  private final EnumSet<ClipNote> notes = EnumSet.noneOf(ClipNote.class);
  private SoundFormat format = new SoundFormat(Waveform.LOWEST_RATE, 1, 1, 0, 0);
  private SampleSink mixed = (samples, count) -> {};
  private float[] block = new float[0];
  private long length;
  private double channelPeak;
  private float highest = Float.NEGATIVE_INFINITY;
  private float lowest = Float.POSITIVE_INFINITY;

  /** Where the mixed sound goes. */
  @FunctionalInterface
  public interface Target {
    /**
     * Opens the sink for the mixed sound, at the sample rate of the file.
     *
     * @param format what is known about the sound
     */
    SampleSink open(SoundFormat format);
  }

  /**
   * Creates a sink for one file.
   *
   * @param maxSeconds a longer sound is refused
   * @param target gets the mixed sound
   */
  public MonoSink(int maxSeconds, Target target) {
    this.maxSeconds = maxSeconds;
    this.target = target;
  }

  @Override
  public void start(SoundFormat sound) {
    format = sound;
    requireLength(sound.claimed());
    mixed = target.open(sound);
  }

  @Override
  public void accept(double[] samples, int instants) {
    requireLength(length + instants);
    if (block.length < instants) {
      block = new float[instants];
    }
    double peak = mix(samples, instants) / format.fullScale();
    Waveform.requireAmplitudes(block, instants, length);
    length += instants;
    for (int i = 0; i < instants; i++) {
      highest = Math.max(highest, block[i]);
      lowest = Math.min(lowest, block[i]);
    }
    channelPeak = Math.max(channelPeak, peak);
    // Not >, so that NaN is refused too.
    if (!(channelPeak <= Waveform.LARGEST_AMPLITUDE)) {
      throw new DataException(
          "has a sample of %s: expected finite numbers, with full scale at 1, so export it again"
              .formatted((float) channelPeak));
    }
    mixed.accept(block, instants);
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
      block[i] = (float) (sum * scale);
    }
    return peak;
  }

  @Override
  public void note(ClipNote note) {
    notes.add(note);
  }

  /** The sample rate of the file. */
  public int sampleRate() {
    return format.sampleRate();
  }

  /** How long the sound was so far, in seconds. */
  public double seconds() {
    return (double) length / format.sampleRate();
  }

  /** Whether the mixed sound has signal, by the rule of {@link Waveform#hasSignal}. */
  boolean hasSignal() {
    return highest - lowest > Waveform.LEAST_SIGNAL;
  }

  /**
   * Ends the sound.
   *
   * @return what a user should know about it
   * @throws DataException if there are no samples
   */
  public Set<ClipNote> finish() {
    if (length == 0) {
      throw new DataException(NO_SAMPLES);
    }
    double mixedPeak = Math.max(Math.abs(highest), Math.abs(lowest));
    if (channelPeak <= Waveform.LEAST_SIGNAL) {
      notes.add(ClipNote.SILENT);
    } else if (mixedPeak <= CANCELLATION * channelPeak) {
      notes.add(ClipNote.CANCELLED);
    } else if (!hasSignal()) {
      notes.add(ClipNote.CONSTANT);
    }
    if (channelPeak > FAR_BEYOND) {
      notes.add(ClipNote.BEYOND_FULL_SCALE);
    }
    return notes;
  }

  private void requireLength(long samples) {
    if (samples > (long) maxSeconds * format.sampleRate()) {
      throw new DataException(
          "lasts at least %s s: expected at most %s s, so cut it into clips%s"
              .formatted(
                  Math.ceilDiv(samples, (long) format.sampleRate()),
                  maxSeconds,
                  maxSeconds < SoundReader.LONGEST_RECORDING
                      ? " or raise the limit (--max-seconds)"
                      : ""));
    }
  }
}
