package dev.earshot.cli.label;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.LogMelFrames;
import dev.earshot.audio.resample.Resampler;
import java.util.Arrays;

/**
 * A picture of a sound: time from left to right, the 64 mel bands of {@code logmel} from 125 Hz at
 * the bottom to 7500 Hz at the top. Its colours span the picture's own range, so that quiet sounds
 * are seen as well.
 */
final class Spectrogram {
  /** The most columns; of longer sounds a column is the maximum over several frames. */
  private static final int MOST_COLUMNS = 1200;

  /** The least range in nats, 30 dB: less would show the noise of silence. */
  private static final float LEAST_RANGE = 3.5f;

  /** Which part of the values is background, and which is beyond the brightest colour. */
  private static final double DARK = 0.2;

  private static final double BRIGHT = 0.998;

  private static final int COLOURS = 256;

  /** Colours on a light page, from background to loud. */
  private static final int[] LIGHT =
      palette(0xf4f5f3, 0xcfe1e6, 0x86b9cc, 0x2f86a8, 0x17567e, 0x14284f);

  /** Colours on a dark page. */
  private static final int[] DIM =
      palette(0x1a2026, 0x1d3340, 0x1f5f78, 0x3a9bb8, 0x9bd3d4, 0xf7efcf);

  private Spectrogram() {}

  /**
   * Draws a sound.
   *
   * @param sound of any sample rate
   * @param dark whether the page is dark
   * @return the bytes of a PNG file
   */
  static byte[] png(Waveform sound, boolean dark) {
    int bands = LogMelFrames.BANDS;
    float[] frames = new LogMelFrames().of(samples(sound));
    int count = frames.length / bands;
    int step = Math.ceilDiv(count, MOST_COLUMNS);
    int width = Math.ceilDiv(count, step);
    var loudest = new float[width * bands];
    Arrays.fill(loudest, Float.NEGATIVE_INFINITY);
    for (int t = 0; t < count; t++) {
      for (int band = 0; band < bands; band++) {
        int at = (bands - 1 - band) * width + t / step;
        loudest[at] = Math.max(loudest[at], frames[t * bands + band]);
      }
    }
    var sorted = loudest.clone();
    Arrays.sort(sorted);
    float low = sorted[(int) (DARK * (sorted.length - 1))];
    float range = Math.max(LEAST_RANGE, sorted[(int) (BRIGHT * (sorted.length - 1))] - low);
    var pixels = new byte[loudest.length];
    for (int i = 0; i < pixels.length; i++) {
      float depth = Math.clamp((loudest[i] - low) / range, 0, 1);
      pixels[i] = (byte) Math.round(depth * (COLOURS - 1));
    }
    return Png.of(pixels, width, dark ? DIM : LIGHT);
  }

  /** At the rate of the front end, and long enough for one frame. */
  private static float[] samples(Waveform sound) {
    var samples = new Resampler(sound.sampleRate(), LogMelFrames.RATE).resample(sound).samples();
    return samples.length >= LogMelFrames.samples(1)
        ? samples
        : Arrays.copyOf(samples, LogMelFrames.samples(1));
  }

  /** Colours between those that are given, at equal distances. */
  private static int[] palette(int... stops) {
    var colours = new int[COLOURS];
    for (int i = 0; i < COLOURS; i++) {
      double place = (double) i / (COLOURS - 1) * (stops.length - 1);
      int below = Math.min((int) place, stops.length - 2);
      int colour = 0;
      for (int shift = 16; shift >= 0; shift -= Byte.SIZE) {
        int from = stops[below] >> shift & 0xff;
        int to = stops[below + 1] >> shift & 0xff;
        colour |= (int) Math.round(from + (place - below) * (to - from)) << shift;
      }
      colours[i] = colour;
    }
    return colours;
  }
}
