package dev.earshot.audio.features;

import java.util.List;

/**
 * Describes sound at 16 kHz by several values per frame. The values of one kind over all frames are
 * a contour, also called a column here. An object reuses its plans, tables and buffers from clip to
 * clip, so each thread needs its own.
 */
interface Contours {
  /** The name of each column, in order. All names are distinct. */
  List<String> names();

  /**
   * Describes a clip.
   *
   * @param samples amplitudes at 16 kHz, at least {@link FrameSpectrum#FRAME} of them
   * @return the number of frames, which is the number of values in each column
   */
  int analyse(float[] samples);

  /**
   * A column of the clip that was analysed last. The array may be longer than the number of frames.
   */
  double[] column(int index);
}
