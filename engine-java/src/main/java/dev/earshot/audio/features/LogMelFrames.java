package dev.earshot.audio.features;

/**
 * The log-mel spectrogram of {@code logmel}, frame by frame, for networks that take it as VGGish
 * does: 16 kHz, frames of 25 ms every 10 ms, {@value #BANDS} mel bands from 125 to 7500 Hz, ln(x +
 * 0.01). An object reuses its buffers, so each thread needs its own.
 */
public final class LogMelFrames {
  /** The sample rate in Hz. */
  public static final int RATE = FrameSpectrum.SAMPLE_RATE;

  /** The number of bands. */
  public static final int BANDS = LogMelContours.BANDS;

  private final Contours contours = new LogMelContours();

  /** Creates plans and buffers for one thread. */
  public LogMelFrames() {}

  /** The least number of samples that gives the number of frames. */
  public static int samples(int frames) {
    return FrameSpectrum.FRAME + (frames - 1) * FrameSpectrum.HOP;
  }

  /**
   * Computes the frames of a clip.
   *
   * @param samples amplitudes at 16 kHz, at least {@code samples(1)} of them
   * @return frames x {@value #BANDS}, row-major
   */
  public float[] of(float[] samples) {
    int frames = contours.analyse(samples);
    var rows = new float[frames * BANDS];
    for (int band = 0; band < BANDS; band++) {
      var column = contours.column(band);
      for (int t = 0; t < frames; t++) {
        rows[t * BANDS + band] = (float) column[t];
      }
    }
    return rows;
  }
}
