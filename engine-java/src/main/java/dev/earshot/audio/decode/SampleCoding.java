package dev.earshot.audio.decode;

import dev.earshot.audio.SoundInput;

/**
 * How samples are stored as bytes. The bytes of a file are a sequence of blocks of one size, which
 * hold the same instants of all channels. One coding belongs to one file, and is used by one
 * thread.
 */
interface SampleCoding {
  /** The number of channels. */
  int channels();

  /** The size of a block for all channels, at most {@link SoundInput#WINDOW} bytes. */
  int blockBytes();

  /** How many samples of each channel a block holds. */
  int blockInstants();

  /** The sample that becomes amplitude 1. */
  double fullScale();

  /**
   * Decodes some blocks. Of an incomplete last block it decodes the samples that it can.
   *
   * @param bytes holds the blocks, and at least eight bytes more that mean nothing
   * @param at where they begin
   * @param length how many bytes they have
   * @param out gets the samples, those of one instant after those of the one before
   * @return the number of instants
   */
  int decode(byte[] bytes, int at, int length, double[] out);
}
