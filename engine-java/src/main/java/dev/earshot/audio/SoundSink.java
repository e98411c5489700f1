package dev.earshot.audio;

/** Receives the sound of one file from its decoder, block by block. */
public interface SoundSink {
  /**
   * Must be called once, before the first block.
   *
   * @param format what is known about the sound
   * @throws dev.earshot.DataException if the sound is not wanted, for example because it is too
   *     long; the decoder passes it on
   */
  void start(SoundFormat format);

  /**
   * Receives the next block.
   *
   * @param samples the samples of all channels of one instant, then those of the next; the array
   *     belongs to the caller, who may change it afterwards
   * @param instants how many samples of each channel these are
   * @throws dev.earshot.DataException if no more is wanted; the decoder passes it on
   */
  void accept(double[] samples, int instants);

  /** Adds a note that only the decoder can make. */
  void note(ClipNote note);
}
