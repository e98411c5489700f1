package dev.earshot.cli.demo;

import java.util.Random;

/**
 * Short clips of seven kinds of sound, each in noise. The kinds can be learnt from a few examples,
 * but not from level or length alone: every clip has its own pitch, tempo, timbre, onset, level and
 * background. The same seed gives the same samples on every machine.
 */
public final class SyntheticSounds {
  /** Samples per second. */
  public static final int SAMPLE_RATE = 16_000;

  private static final double SHORTEST_SECONDS = 1.5;
  private static final double LONGEST_SECONDS = 2;
  private static final double LATEST_ONSET_SECONDS = 0.4;
  private static final double LOWEST_SNR_DECIBELS = 5;
  private static final double HIGHEST_SNR_DECIBELS = 20;
  private static final double LOWEST_PEAK = 0.1;
  private static final double HIGHEST_PEAK = 0.9;

  private final long seed;

  /** The seed decides all clips. */
  public SyntheticSounds(long seed) {
    this.seed = seed;
  }

  /**
   * Makes clip {@code index} of a kind; the order in which clips are made does not matter.
   *
   * @return mono samples within [-1, 1] at {@link #SAMPLE_RATE}, 1.5 to 2 s of them
   * @throws IllegalArgumentException if {@code index} is negative
   */
  public float[] clip(SoundKind kind, int index) {
    if (index < 0) {
      throw new IllegalArgumentException("index must not be negative: " + index);
    }
    var random = new Random(mixed(mixed(mixed(seed) + kind.ordinal()) + index));
    double seconds = Voices.between(random, SHORTEST_SECONDS, LONGEST_SECONDS);
    double onset = Voices.between(random, 0, LATEST_ONSET_SECONDS);
    double decibels = Voices.between(random, LOWEST_SNR_DECIBELS, HIGHEST_SNR_DECIBELS);
    double peak = Voices.between(random, LOWEST_PEAK, HIGHEST_PEAK);

    var clip = noise(random, (int) (seconds * SAMPLE_RATE));
    int start = (int) (onset * SAMPLE_RATE);
    var event = new double[clip.length - start];
    kind.voice().play(random, event);

    double gain = StrictMath.pow(10, decibels / 20) * rootMeanSquare(clip) / rootMeanSquare(event);
    for (int i = 0; i < event.length; i++) {
      clip[start + i] += gain * event[i];
    }
    return scaled(clip, peak);
  }

  /** Background noise; how steeply its spectrum falls towards high frequencies is random. */
  private static double[] noise(Random random, int length) {
    double smoothing = Voices.between(random, 0, 0.9);
    var samples = new double[length];
    double last = 0;
    for (int i = 0; i < length; i++) {
      last = smoothing * last + random.nextGaussian();
      samples[i] = last;
    }
    return samples;
  }

  private static double rootMeanSquare(double[] samples) {
    double sum = 0;
    for (double sample : samples) {
      sum += sample * sample;
    }
    return StrictMath.sqrt(sum / samples.length);
  }

  private static float[] scaled(double[] samples, double peak) {
    double highest = 0;
    for (double sample : samples) {
      highest = Math.max(highest, Math.abs(sample));
    }
    var scaled = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      scaled[i] = (float) (samples[i] * peak / highest);
    }
    return scaled;
  }

  /** Mixes the bits, so that neighbouring seeds differ in all 64 (the finaliser of MurmurHash3). */
  private static long mixed(long bits) {
    bits = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 33);
  }
}
