package dev.earshot.audio.decode;

/**
 * One channel of IMA ADPCM (IMA Digital Audio Focus, 1992): each code of four bits changes the
 * sample by a multiple of a step, and the step itself.
 */
final class ImaState {
  private static final int[] INDEX_CHANGES = {-1, -1, -1, -1, 2, 4, 6, 8};

  private static final int[] STEPS = {
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73,
    80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494,
    544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499,
    2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442,
    11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767
  };

  private int sample;
  private int index;

  /** Starts a block. An index that is out of range counts as the nearest that is not. */
  void start(int firstSample, int firstIndex) {
    sample = firstSample;
    index = Math.clamp(firstIndex, 0, STEPS.length - 1);
  }

  /** The sample of the next code. */
  int next(int code) {
    int step = STEPS[index];
    int change = step >> 3;
    if ((code & 4) != 0) {
      change += step;
    }
    if ((code & 2) != 0) {
      change += step >> 1;
    }
    if ((code & 1) != 0) {
      change += step >> 2;
    }
    int to = (code & 8) == 0 ? sample + change : sample - change;
    sample = Math.clamp(to, Short.MIN_VALUE, Short.MAX_VALUE);
    index = Math.clamp(index + INDEX_CHANGES[code & 7], 0, STEPS.length - 1);
    return sample;
  }
}
