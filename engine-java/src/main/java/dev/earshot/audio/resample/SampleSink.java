package dev.earshot.audio.resample;

/** Receives sound of one channel, piece by piece. */
public interface SampleSink {
  /**
   * Receives the next piece.
   *
   * @param samples amplitudes; the array belongs to the caller, who may change it afterwards
   * @param count how many of them are the piece
   */
  void accept(float[] samples, int count);
}
