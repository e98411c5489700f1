package dev.earshot.experiments.data;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resampler;
import java.util.SplittableRandom;

/**
 * Adds noise to clips at a given signal-to-noise ratio, {@code 10 log10(P_clip / P_noise)} dB. P is
 * the mean square over the whole clip, including pauses.
 */
public final class NoiseMixer {
  private final Waveform noise;

  /**
   * Creates a mixer for one kind of noise.
   *
   * @param noise a recording of the noise; excerpts of it are added to clips
   */
  public NoiseMixer(Waveform noise) {
    this.noise = noise;
  }

  /**
   * Adds to a clip an excerpt of the noise that is as long as the clip. A shorter recording is
   * repeated. The result is not limited to full scale: amplitudes may exceed 1.
   *
   * @param clip the clip; it is not changed
   * @param decibels the signal-to-noise ratio in dB
   * @param seed decides where the excerpt begins; the gain is constant over the clip
   * @return the noisy clip, with the clip's length and sample rate
   * @throws DataException if the clip or the excerpt is silent, because the ratio is then undefined
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
      throw new DataException(what + " is silent: no noise can be added at a stated ratio");
    }
    return squares / samples.length;
  }
}
