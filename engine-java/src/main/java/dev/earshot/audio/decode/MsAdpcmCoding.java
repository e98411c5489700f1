package dev.earshot.audio.decode;

import java.util.List;

/**
 * Microsoft's ADPCM. A sample is predicted from the two before it, and a code of four bits is the
 * multiple of a step by which the prediction is wrong. A block begins with the number of the
 * predictor of each channel, the step of each, and the second and the first sample of each. Then
 * come the codes of the channels in turn, in the upper half of a byte first.
 *
 * @param channels the number of channels
 * @param blockBytes the size of a block, at least seven bytes for each channel
 * @param predictors pairs of weights, in units of 1/256, of the last sample and the one before
 */
record MsAdpcmCoding(int channels, int blockBytes, List<int[]> predictors) implements SampleCoding {
  /** The predictors that every file has first. */
  static final List<int[]> STANDARD =
      List.of(
          new int[] {256, 0},
          new int[] {512, -256},
          new int[] {0, 0},
          new int[] {192, 64},
          new int[] {240, 0},
          new int[] {460, -208},
          new int[] {392, -232});

  private static final int HEADER_BYTES = 7;
  private static final int LEAST_STEP = 16;

  /** Steps grow without limit in damaged files. */
  private static final int MOST_STEP = Integer.MAX_VALUE / 768;

  private static final int[] STEP_FACTORS = {
    230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230
  };

  @Override
  public int blockInstants() {
    return instants(blockBytes);
  }

  private int instants(int bytes) {
    int codes = bytes - HEADER_BYTES * channels;
    return codes < 0 ? 0 : 2 + 2 * codes / channels;
  }

  @Override
  public double fullScale() {
    return Short.MAX_VALUE;
  }

  @Override
  public int decode(byte[] bytes, int at, int length, double[] out) {
    int instants = 0;
    for (int block = 0; block < length; block += blockBytes) {
      int present = Math.min(blockBytes, length - block);
      for (int c = 0; c < channels && instants(present) > 0; c++) {
        decode(bytes, at + block, c, out, instants, instants(present));
      }
      instants += instants(present);
    }
    return instants;
  }

  private void decode(byte[] bytes, int block, int channel, double[] out, int first, int count) {
    int number = Math.min(Byte.toUnsignedInt(bytes[block + channel]), predictors.size() - 1);
    var weights = predictors.get(number);
    int step = int16(bytes, block + channels + 2 * channel);
    int last = int16(bytes, block + 3 * channels + 2 * channel);
    int before = int16(bytes, block + 5 * channels + 2 * channel);
    int to = first * channels + channel;
    out[to] = before;
    out[to += channels] = last;
    int codes = block + HEADER_BYTES * channels;
    for (int i = 2; i < count; i++) {
      int place = (i - 2) * channels + channel;
      int two = bytes[codes + (place >> 1)];
      int code = (place & 1) == 0 ? two >> 4 & 15 : two & 15;
      int error = code < 8 ? code : code - 16;
      int predicted = last * weights[0] + before * weights[1] >> 8;
      before = last;
      last = Math.clamp(predicted + (long) error * step, Short.MIN_VALUE, Short.MAX_VALUE);
      step = Math.clamp((long) STEP_FACTORS[code] * step >> 8, LEAST_STEP, MOST_STEP);
      out[to += channels] = last;
    }
  }

  private static int int16(byte[] bytes, int at) {
    return bytes[at + 1] << 8 | Byte.toUnsignedInt(bytes[at]);
  }
}
