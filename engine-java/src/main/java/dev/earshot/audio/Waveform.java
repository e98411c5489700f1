package dev.earshot.audio;

import java.util.Objects;

/**
 * Sound with one channel.
 *
 * @param samples amplitudes, with full scale at -1 and 1; the array is not copied and must not be
 *     changed afterwards
 * @param sampleRate samples per second, positive
 */
public record Waveform(float[] samples, int sampleRate) {
  /**
   * Checks the sample rate.
   *
   * @throws AudioException if the sample rate is not positive
   */
  public Waveform {
    Objects.requireNonNull(samples, "samples");
    if (sampleRate <= 0) {
      throw new AudioException("a sample rate must be positive, not " + sampleRate + " Hz");
    }
  }

  /** The duration in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }
}
