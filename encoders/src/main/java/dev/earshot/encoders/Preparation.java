package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import java.util.Optional;

/**
 * How a clip's samples are prepared for a network: resampled, normalised if it is wanted, and
 * multiplied.
 *
 * @param rate the sample rate of the waveform in Hz
 * @param scale what samples between -1 and 1 are multiplied by; 32768 for a network that takes
 *     16-bit numbers
 * @param normalised whether each clip is first brought to mean 0 and variance 1, as wav2vec 2.0
 *     needs it
 * @param minSeconds a shorter clip is lengthened to this by zeros at its end
 * @param maxSeconds a longer clip is cut into equal parts no longer than this
 * @param windows cuts each clip into windows of one length instead
 */
public record Preparation(
    int rate,
    double scale,
    boolean normalised,
    double minSeconds,
    double maxSeconds,
    Optional<Windows> windows) {
  /** The {@code maxSeconds} of a card that states none. */
  public static final double DEFAULT_MAX_SECONDS = 30;

  static final double MOST_SECONDS = 600;

  /** Shorter pieces have nothing to be heard, and a clip would have too many of them. */
  private static final double LEAST_SECONDS = 0.01;

  /** Added to the variance, so that silence stays silence. */
  private static final double LEAST_VARIANCE = 1e-7;

  /**
   * Windows of one length. The last one ends with the clip, so it may overlap the one before by
   * more than others; a clip shorter than a window gets zeros at its end.
   *
   * @param seconds the length
   * @param hop the time from one window's start to the next one's, in seconds
   */
  public record Windows(double seconds, double hop) {
    /** Checks both. */
    public Windows {
      if (!(seconds <= MOST_SECONDS && hop >= LEAST_SECONDS && hop <= seconds)) {
        throw new DataException(
            "window_seconds %s and hop_seconds %s: expected %s <= hop_seconds <= window_seconds <= %s"
                .formatted(seconds, hop, LEAST_SECONDS, MOST_SECONDS));
      }
    }
  }

  /** Checks every value. */
  public Preparation {
    if (rate < Waveform.LOWEST_RATE || rate > Waveform.HIGHEST_RATE) {
      throw new DataException(
          "rate %s is outside of %s to %s Hz"
              .formatted(rate, Waveform.LOWEST_RATE, Waveform.HIGHEST_RATE));
    }
    if (!Double.isFinite(scale) || scale == 0) {
      throw new DataException("scale %s must be a number other than 0".formatted(scale));
    }
    if (!(minSeconds >= 0 && minSeconds <= maxSeconds)
        || !(maxSeconds >= LEAST_SECONDS && maxSeconds <= MOST_SECONDS)) {
      throw new DataException(
          "min_seconds %s and max_seconds %s: expected 0 <= min_seconds <= max_seconds, which is %s to %s"
              .formatted(minSeconds, maxSeconds, LEAST_SECONDS, MOST_SECONDS));
    }
  }

  /** The length of the windows in samples, if there are any. */
  Optional<Integer> windowSamples() {
    return windows.map(each -> samples(each.seconds()));
  }

  /** The hop of the windows in samples, if there are any. */
  Optional<Integer> hopSamples() {
    return windows.map(each -> samples(each.hop()));
  }

  private int samples(double seconds) {
    return (int) Math.max(1, Math.round(seconds * rate));
  }

  /**
   * Normalises and scales.
   *
   * @param samples at the rate; they stay as they are
   * @return the same array if there is nothing to do
   */
  float[] apply(float[] samples) {
    if (scale == 1 && !normalised) {
      return samples;
    }
    double mean = 0;
    double factor = 1;
    if (normalised) {
      for (float sample : samples) {
        mean += sample;
      }
      mean /= samples.length;
      double squares = 0;
      for (float sample : samples) {
        squares += (sample - mean) * (sample - mean);
      }
      factor = 1 / Math.sqrt(squares / samples.length + LEAST_VARIANCE);
    }
    var prepared = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      prepared[i] = normalised ? (float) ((samples[i] - mean) * factor) : samples[i];
      prepared[i] *= (float) scale;
    }
    return prepared;
  }

  /** All that changes a vector, in words; they are part of the mark in an encoder's name. */
  String settings() {
    return "%s %s %s %s".formatted(rate, scale, minSeconds, maxSeconds)
        + (normalised ? " normalised" : "")
        + windows.map(each -> " windows " + each.seconds() + " " + each.hop()).orElse("");
  }
}
