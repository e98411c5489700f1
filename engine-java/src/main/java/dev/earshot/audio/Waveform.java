package dev.earshot.audio;

import java.util.Objects;

/**
 * Sound of one channel.
 *
 * @param samples amplitudes, full scale at -1 and 1; not copied, so leave them alone afterwards
 * @param sampleRate samples per second, positive
 */
public record Waveform(float[] samples, int sampleRate) {
  /** Checks the rate. */
  public Waveform {
    Objects.requireNonNull(samples, "samples");
    if (sampleRate <= 0) {
      throw new AudioException("a sample rate must be positive, not " + sampleRate + " Hz");
    }
  }

  /** Duration in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }
}
