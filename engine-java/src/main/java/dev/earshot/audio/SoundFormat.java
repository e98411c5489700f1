package dev.earshot.audio;

import dev.earshot.DataException;

/**
 * What a decoder knows about the sound before the first sample.
 *
 * @param sampleRate samples per second, {@link Waveform#LOWEST_RATE} to {@link
 *     Waveform#HIGHEST_RATE}
 * @param channels 1 to {@value #MOST_CHANNELS}
 * @param fullScale the sample that becomes amplitude 1; 32767 for integers of 16 bits, for example
 * @param claimed how many samples of each channel the file states; 0 if it does not
 * @param most how many samples of each channel a file of this size can hold; 0 if unknown. Memory
 *     is taken for the smaller of the two numbers
 */
public record SoundFormat(int sampleRate, int channels, double fullScale, long claimed, long most) {
  /** The largest number of channels that is read. */
  public static final int MOST_CHANNELS = 1024;

  /**
   * Checks the rate, the channels and the scale.
   *
   * @throws DataException if one of them is out of range
   */
  public SoundFormat {
    Waveform.requireRate(sampleRate);
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new DataException(
          "has %s channels: expected 1 to %s, so export it again"
              .formatted(channels, MOST_CHANNELS));
    }
    if (!(fullScale > 0)) {
      throw new DataException("has full scale at " + fullScale + ": expected a positive number");
    }
  }
}
