package dev.earshot.collection;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds frames of all recordings by 32 bits. Places are counted through all recordings. One long
 * for each frame that says something is all that it keeps.
 */
final class FrameIndex {
  /** The number of frames with equal bits that are given before and behind a place. */
  private static final int NEIGHBOURS = 24;

  private final Bits bits;

  /** Bits of a frame, and its place; sorted. */
  private final long[] sorted;

  /** By which bits frames are found. */
  @FunctionalInterface
  interface Bits {
    /** The bits of a frame of a recording; {@link BandBits#NOTHING} if it is not to be found. */
    int of(int[] frames, int frame);
  }

  /**
   * Sorts frames.
   *
   * @param recordings the frames of each recording
   */
  FrameIndex(List<int[]> recordings, Bits bits) {
    this.bits = bits;
    long[] keys = new long[recordings.stream().mapToInt(frames -> frames.length).sum()];
    int place = 0;
    int next = 0;
    for (int[] frames : recordings) {
      for (int i = 0; i < frames.length; i++) {
        int value = bits.of(frames, i);
        if (value != BandBits.NOTHING) {
          keys[next++] = key(value, place);
        }
        place++;
      }
    }
    Arrays.parallelSort(keys, 0, next);
    sorted = next == keys.length ? keys : Arrays.copyOf(keys, next);
  }

  private static long key(int bits, int place) {
    return (long) bits << Integer.SIZE | place;
  }

  /**
   * Finds frames like one.
   *
   * @param frames the frames of its recording
   * @param frame its number there
   * @param place its place among all
   * @param nearly whether one bit may differ
   * @param found gets the places
   */
  void find(int[] frames, int frame, int place, boolean nearly, IntConsumer found) {
    int value = bits.of(frames, frame);
    if (value == BandBits.NOTHING || frame > 0 && value == bits.of(frames, frame - 1)) {
      return;
    }
    find(value, place, found);
    for (int bit = 0; nearly && bit < Integer.SIZE; bit++) {
      find(value ^ 1 << bit, place, found);
    }
  }

  private void find(int value, int place, IntConsumer found) {
    int at = Arrays.binarySearch(sorted, key(value, place));
    int above = at >= 0 ? at + 1 : -at - 1;
    int below = at >= 0 ? at - 1 : above - 1;
    for (int n = 0; n < NEIGHBOURS && hasBits(below - n, value); n++) {
      found.accept((int) sorted[below - n]);
    }
    for (int n = 0; n < NEIGHBOURS && hasBits(above + n, value); n++) {
      found.accept((int) sorted[above + n]);
    }
  }

  private boolean hasBits(int at, int value) {
    return at >= 0 && at < sorted.length && (int) (sorted[at] >>> Integer.SIZE) == value;
  }
}
