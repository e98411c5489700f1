package dev.earshot.cli.demo;

import static dev.earshot.cli.demo.SyntheticSounds.SAMPLE_RATE;

import java.util.Random;

/**
 * The synthesis of each kind of sound: sums of sines and filtered noise, with random pitch, tempo
 * and timbre. {@link StrictMath} gives the same bits on every machine.
 */
final class Voices {
  private static final double CYCLE = 2 * Math.PI;

  private Voices() {}

  /** A few short barks: a buzz of falling pitch with two resonances, and noise. */
  static void bark(Random random, double[] samples) {
    double pitch = between(random, 250, 520);
    double resonance = between(random, 700, 1300);
    double gap = between(random, 0.25, 0.5);
    for (double at = 0; at < seconds(samples); at += gap * between(random, 0.8, 1.3)) {
      double length = between(random, 0.09, 0.18);
      double phase = 0;
      double breath = 0;
      for (int i = index(at); i < Math.min(index(at + length), samples.length); i++) {
        double progress = (time(i) - at) / length;
        double frequency = pitch * (1.25 - 0.5 * progress);
        phase = (phase + CYCLE * frequency / SAMPLE_RATE) % CYCLE;
        double buzz = 0;
        for (int harmonic = 1; harmonic * frequency < 5000; harmonic++) {
          double away = (harmonic * frequency - resonance) / 400;
          double farAway = (harmonic * frequency - 2.6 * resonance) / 600;
          double gain = 1 / (1 + away * away) + 0.4 / (1 + farAway * farAway);
          buzz += gain * sine(harmonic * phase);
        }
        breath = 0.6 * breath + 0.4 * random.nextGaussian();
        samples[i] += StrictMath.sin(Math.PI * progress) * (buzz + 0.6 * breath);
      }
    }
  }

  /** One to three strokes of a bell: decaying partials at inharmonic ratios. */
  static void bell(Random random, double[] samples) {
    double[] ratios = {0.56, 0.92, 1.19, 1.71, 2.0, 2.74, 3.0, 3.76};
    double pitch = between(random, 400, 1100);
    double ring = between(random, 0.4, 1.2);
    int strokes = 1 + random.nextInt(3);
    for (int stroke = 0; stroke < strokes; stroke++) {
      double at = stroke * seconds(samples) / strokes * between(random, 0.9, 1);
      for (double ratio : ratios) {
        double frequency = pitch * ratio * between(random, 0.99, 1.01);
        double level = between(random, 0.4, 1) / ratio;
        decayingTone(samples, at, frequency, level, ring / ratio, between(random, 0, CYCLE));
      }
    }
  }

  /** A series of chirps: high tones whose pitch changes fast. */
  static void bird(Random random, double[] samples) {
    double pitch = between(random, 2500, 4800);
    double bend = between(random, 600, 1800) * (random.nextBoolean() ? 1 : -1);
    double trill = between(random, 20, 45);
    double gap = between(random, 0.12, 0.3);
    for (double at = 0; at < seconds(samples); at += gap * between(random, 0.8, 1.25)) {
      double length = gap * between(random, 0.4, 0.7);
      double phase = 0;
      for (int i = index(at); i < Math.min(index(at + length), samples.length); i++) {
        double progress = (time(i) - at) / length;
        double wobble = 250 * sine(CYCLE * trill * time(i));
        phase = (phase + CYCLE * (pitch + bend * progress + wobble) / SAMPLE_RATE) % CYCLE;
        samples[i] += StrictMath.sin(Math.PI * progress) * sine(phase);
      }
    }
  }

  /** Ticks at a constant tempo, every second one lower. */
  static void clock(Random random, double[] samples) {
    double beat = between(random, 0.2, 0.45);
    double tick = between(random, 1800, 3600);
    double tock = tick * between(random, 0.7, 0.95);
    double ring = between(random, 0.003, 0.008);
    boolean low = random.nextBoolean();
    for (double at = 0; at < seconds(samples); at += beat, low = !low) {
      double frequency = low ? tock : tick;
      decayingTone(samples, at, frequency, 1, ring, between(random, 0, CYCLE));
      decayingTone(samples, at, 2.3 * frequency, 0.5, ring / 2, between(random, 0, CYCLE));
    }
  }

  /** A running engine: a low hum with many harmonics, amplitude-modulated, and a rumble. */
  static void engine(Random random, double[] samples) {
    double pitch = between(random, 45, 120);
    double throb = between(random, 6, 18);
    double depth = between(random, 0.3, 0.8);
    double drift = between(random, -0.1, 0.1);
    int harmonics = 14;
    double[] levels = new double[harmonics];
    for (int k = 0; k < harmonics; k++) {
      levels[k] = between(random, 0.3, 1) / StrictMath.sqrt(k + 1);
    }
    double phase = 0;
    double rumble = 0;
    for (int i = 0; i < samples.length; i++) {
      double frequency = pitch * (1 + drift * time(i));
      phase = (phase + CYCLE * frequency / SAMPLE_RATE) % CYCLE;
      double hum = 0;
      for (int k = 0; k < harmonics; k++) {
        hum += levels[k] * sine((k + 1) * phase);
      }
      rumble = 0.95 * rumble + 0.3 * random.nextGaussian();
      samples[i] += (1 + depth * sine(CYCLE * throb * time(i))) * (hum + rumble);
    }
  }

  /** Rain: noise of changing level, with single drops. */
  static void rain(Random random, double[] samples) {
    double smoothing = between(random, 0.1, 0.6);
    double swell = between(random, 0.3, 1);
    double before = 0;
    double hiss = 0;
    for (int i = 0; i < samples.length; i++) {
      double white = random.nextGaussian();
      hiss = smoothing * hiss + (1 - smoothing) * (white - 0.7 * before);
      before = white;
      samples[i] += (1 + 0.3 * sine(CYCLE * swell * time(i))) * hiss;
    }
    double drops = between(random, 15, 60) * seconds(samples);
    for (int drop = 0; drop < drops; drop++) {
      double at = between(random, 0, seconds(samples));
      decayingTone(samples, at, between(random, 1200, 5500), between(random, 0.5, 2), 0.003, 0);
    }
  }

  /** A siren: a tone with harmonics that rises and falls. */
  static void siren(Random random, double[] samples) {
    double low = between(random, 450, 800);
    double high = low * between(random, 1.5, 2.2);
    double tempo = between(random, 0.6, 2.5);
    double start = between(random, 0, CYCLE);
    double second = between(random, 0.2, 0.6);
    double third = between(random, 0.1, 0.4);
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double height = 0.5 + 0.5 * sine(start + CYCLE * tempo * time(i));
      phase = (phase + CYCLE * (low + (high - low) * height) / SAMPLE_RATE) % CYCLE;
      samples[i] += sine(phase) + second * sine(2 * phase) + third * sine(3 * phase);
    }
  }

  /** A uniform random number from {@code low} to {@code high}. */
  static double between(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Adds a tone of the given frequency in Hz that falls to 1/e in {@code decay} seconds. */
  private static void decayingTone(
      double[] samples, double at, double frequency, double level, double decay, double phase) {
    // exp(-11) is below the resolution of 16 bits.
    int end = Math.min(index(at + 11 * decay), samples.length);
    double fall = StrictMath.exp(-1 / (decay * SAMPLE_RATE));
    for (int i = index(at); i < end; i++, level *= fall) {
      phase = (phase + CYCLE * frequency / SAMPLE_RATE) % CYCLE;
      samples[i] += level * sine(phase);
    }
  }

  private static double sine(double angle) {
    return StrictMath.sin(angle);
  }

  private static double time(int index) {
    return index / (double) SAMPLE_RATE;
  }

  private static int index(double seconds) {
    return (int) (seconds * SAMPLE_RATE);
  }

  private static double seconds(double[] samples) {
    return time(samples.length);
  }
}
