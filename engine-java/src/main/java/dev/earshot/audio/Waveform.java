package dev.earshot.audio;

import dev.earshot.DataException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Sound with one channel.
 *
 * @param samples amplitudes, with full scale at -1 and 1; the array is not copied and must not be
 *     changed afterwards
 * @param sampleRate samples per second
 */
public record Waveform(float[] samples, int sampleRate) {
  /** The lowest sample rate in Hz. Recordings of the lowest whale calls have more. */
  public static final int LOWEST_RATE = 100;

  /** The highest sample rate in Hz. Recorders of ultrasound have less. */
  public static final int HIGHEST_RATE = 2_000_000;

  /**
   * The largest amplitude. Programs that store integers as floating-point numbers without scaling
   * them stay far below: the largest integer sample there is has 31 bits.
   */
  public static final float LARGEST_AMPLITUDE = 0x1p40f;

  /**
   * The least range of amplitudes that counts as signal: 84 dB below full scale. Sound whose
   * samples are all within it is silence, or a constant with noise of the last bit.
   */
  public static final float LEAST_SIGNAL = 0x1p-14f;

  private static final int FRAME_RATE = 16_000;
  private static final int FRAME = 400;

  /**
   * Checks the sample rate and every sample.
   *
   * @throws DataException if the sample rate is outside of {@link #LOWEST_RATE} to {@link
   *     #HIGHEST_RATE}, or a sample is not a number or beyond {@link #LARGEST_AMPLITUDE}
   */
  public Waveform {
    Objects.requireNonNull(samples, "samples");
    requireRate(sampleRate);
    requireAmplitudes(samples, samples.length, 0);
  }

  /** The duration in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  /** Whether the samples differ by more than {@link #LEAST_SIGNAL}. */
  public boolean hasSignal() {
    float highest = Float.NEGATIVE_INFINITY;
    float lowest = Float.POSITIVE_INFINITY;
    for (float sample : samples) {
      highest = Math.max(highest, sample);
      lowest = Math.min(lowest, sample);
    }
    // Not >, so that NaN counts as signal, and is refused where it leads to.
    return !(highest - lowest <= LEAST_SIGNAL);
  }

  /** Its first seconds, or all of it if it is shorter. */
  public Waveform first(int seconds) {
    long length = (long) seconds * sampleRate;
    return samples.length <= length
        ? this
        : new Waveform(Arrays.copyOf(samples, (int) length), sampleRate);
  }

  /** Whether it lasts as long as one frame: 25 ms, which are 400 samples at 16 kHz. */
  boolean hasFrame() {
    return Math.ceilDiv((long) samples.length * FRAME_RATE, sampleRate) >= FRAME;
  }

  /**
   * Checks a sample rate.
   *
   * @throws DataException if it is outside of {@link #LOWEST_RATE} to {@link #HIGHEST_RATE}
   */
  public static void requireRate(int sampleRate) {
    if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE) {
      throw new DataException(
          "has a sample rate of %s Hz: expected %s to %s Hz"
              .formatted(sampleRate, LOWEST_RATE, HIGHEST_RATE));
    }
  }

  /**
   * Checks the first {@code count} samples.
   *
   * @param samples amplitudes
   * @param count how many of them are checked
   * @param before how many samples of the clip came earlier; for the message
   * @throws DataException if one is not a number or beyond {@link #LARGEST_AMPLITUDE}
   */
  public static void requireAmplitudes(float[] samples, int count, long before) {
    for (int i = 0; i < count; i++) {
      // Not >, so that NaN is refused too.
      if (!(Math.abs(samples[i]) <= LARGEST_AMPLITUDE)) {
        throw new DataException(
            "has sample %s = %s: expected finite numbers, with full scale at 1, so export it again"
                .formatted(before + i, samples[i]));
      }
    }
  }
}
