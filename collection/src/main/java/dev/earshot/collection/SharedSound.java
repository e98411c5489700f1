package dev.earshot.collection;

import java.util.Optional;

/**
 * A stretch that the frames of two recordings share: frame i of the first is like frame i + offset
 * of the second.
 *
 * @param offset in frames
 * @param from the first frame of the stretch, in the first recording
 * @param to the frame behind its end
 * @param fraction how much of the shorter recording it is, by the frames that say something
 */
record SharedSound(int offset, int from, int to, double fraction) {
  /** Frames that are looked at together: a second, and at the ends of a stretch fewer. */
  private static final int[] BLOCKS = {32, 16, 8};

  /** Bits that differ in unrelated sounds are half of all; in copies far fewer. */
  private static final double BLOCK_ERRORS = 0.37;

  /** Few frames are alike by chance more easily than many. */
  private static double errors(int frames) {
    return frames >= 64 ? 0.32 : frames >= 24 ? 0.26 : frames >= 12 ? 0.18 : 0;
  }

  /**
   * Looks for one.
   *
   * @param a the frames of the first recording
   * @param b the frames of the second
   * @param at a frame of the first that may be in it
   * @param near how far behind it the same frame of the second is, give or take one
   * @return the stretch; nothing if the frames around this one are not alike
   */
  static Optional<SharedSound> around(int[] a, int[] b, int at, int near) {
    int offset = best(a, b, at, near);
    int least = Math.max(0, -offset);
    int most = Math.min(a.length, b.length - offset);
    int from = at;
    int to = at;
    for (int block : BLOCKS) {
      while (from > least && alike(a, b, Math.max(least, from - block), from, offset)) {
        from = Math.max(least, from - block);
      }
      while (to < most && alike(a, b, to, Math.min(most, to + block), offset)) {
        to = Math.min(most, to + block);
      }
    }
    int frames = 0;
    for (int i = from; i < to; i++) {
      frames += says(a, b, i, offset) ? 1 : 0;
    }
    if (frames == 0 || errors(a, b, from, to, offset) > errors(frames)) {
      return Optional.empty();
    }
    double shorter = Math.min(count(a), count(b));
    return Optional.of(new SharedSound(offset, from, to, frames / shorter));
  }

  /** The offset with the fewest errors: frames need not begin at the same samples. */
  private static int best(int[] a, int[] b, int at, int near) {
    int best = near;
    double least = 1;
    for (int offset = near - 1; offset <= near + 1; offset++) {
      int from = Math.max(at - BLOCKS[1], Math.max(0, -offset));
      int to = Math.min(at + BLOCKS[1], Math.min(a.length, b.length - offset));
      double errors = errors(a, b, from, to, offset);
      if (errors < least) {
        best = offset;
        least = errors;
      }
    }
    return best;
  }

  private static boolean says(int[] a, int[] b, int i, int offset) {
    return a[i] != BandBits.NOTHING && b[i + offset] != BandBits.NOTHING;
  }

  private static boolean alike(int[] a, int[] b, int from, int to, int offset) {
    return errors(a, b, from, to, offset) <= BLOCK_ERRORS;
  }

  /** The fraction of bits that differ; 0 for silence, which within a sound is part of it. */
  private static double errors(int[] a, int[] b, int from, int to, int offset) {
    int frames = 0;
    int wrong = 0;
    for (int i = from; i < to; i++) {
      if (says(a, b, i, offset)) {
        frames++;
        wrong += Integer.bitCount(a[i] ^ b[i + offset]);
      }
    }
    return frames == 0 ? 0 : (double) wrong / (Integer.SIZE * frames);
  }

  /** How many frames say something. */
  private static int count(int[] frames) {
    int count = 0;
    for (int frame : frames) {
      count += frame != BandBits.NOTHING ? 1 : 0;
    }
    return count;
  }
}
