package dev.earshot.audio;

import java.util.List;

/**
 * A way to describe sound at 16 kHz frame by frame. Keeps its plans, tables and buffers from one
 * clip to the next, so each thread needs its own.
 */
interface Contours {
  /** What each column holds, in order; names are distinct. */
  List<String> names();

  /**
   * Describes a clip.
   *
   * @param samples at 16 kHz, at least {@link FrameSpectrum#FRAME}
   * @return the number of frames, which is the number of values in each column
   */
  int analyse(float[] samples);

  /** A column of the clip analysed last; it may be longer than there are frames. */
  double[] column(int index);
}
