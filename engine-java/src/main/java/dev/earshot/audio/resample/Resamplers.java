package dev.earshot.audio.resample;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resamplers to one sample rate. The last few that were used are kept. Threads may use the same
 * object.
 */
public final class Resamplers {
  private static final int KEPT = 16;

  private final int to;
  private final Map<Integer, Resampler> byRate =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Resampler> eldest) {
          return size() > KEPT;
        }
      };

  /** For outputs of {@code to} Hz. */
  public Resamplers(int to) {
    this.to = to;
  }

  /** The sample rate of the output. */
  public int to() {
    return to;
  }

  /** The resampler for inputs of this rate. */
  public synchronized Resampler from(int rate) {
    return byRate.computeIfAbsent(rate, from -> new Resampler(from, to));
  }
}
