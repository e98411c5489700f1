package dev.earshot.audio;

import java.util.SplittableRandom;

/**
 * Adds noise to clips at a stated signal-to-noise ratio, {@code 10 log10(P_clip / P_noise)} dB, P
 * being the mean square over the whole clip, pauses included.
 */
public final class NoiseMixer {
  private final Waveform noise;

  /**
   * @param noise a recording of it; clips get excerpts
   */
  public NoiseMixer(Waveform noise) {
    this.noise = noise;
  }

  /**
   * The clip with an excerpt of the noise as long as itself; a recording that is shorter goes round
   * and round. Full scale is not kept to: amplitudes may exceed 1.
   *
   * @param decibels the signal-to-noise ratio
   * @param seed chooses where the excerpt begins; not where in it the level is what
   * @return of the clip's length and rate
   * @throws AudioException if the clip or the excerpt is silent: then there is no such ratio
   */
  public Waveform mix(Waveform clip, double decibels, long seed) {
    float[] from =
        noise.sampleRate() == clip.sampleRate()
            ? noise.samples()
            : new Resampler(noise.sampleRate(), clip.sampleRate()).resample(noise).samples();
    float[] samples = clip.samples();
    int begin = new SplittableRandom(seed).nextInt(from.length);
    float[] excerpt = new float[samples.length];
    for (int i = 0; i < excerpt.length; i++) {
      excerpt[i] = from[(int) (((long) begin + i) % from.length)];
    }
    double gain =
        Math.sqrt(
            power(samples, "the clip") / power(excerpt, "the noise") / Math.pow(10, decibels / 10));
    for (int i = 0; i < excerpt.length; i++) {
      excerpt[i] = (float) (samples[i] + gain * excerpt[i]);
    }
    return new Waveform(excerpt, clip.sampleRate());
  }

  private static double power(float[] samples, String what) {
    double squares = 0;
    for (float sample : samples) {
      squares += (double) sample * sample;
    }
    if (squares == 0) {
      throw new AudioException(what + " is silent: no noise can be added at a stated ratio");
    }
    return squares / samples.length;
  }
}
