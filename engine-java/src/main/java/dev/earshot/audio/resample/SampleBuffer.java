package dev.earshot.audio.resample;

import dev.earshot.DataException;
import java.util.ArrayList;
import java.util.List;

/** Keeps samples whose number may be unknown at first. */
public final class SampleBuffer implements SampleSink {
  private static final int PIECE = 1 << 16;
  private static final int MOST = Integer.MAX_VALUE - 64;

  private final List<float[]> full = new ArrayList<>();
  private float[] last;
  private int inLast;
  private long length;

  /**
   * Creates a buffer.
   *
   * @param expected the number of samples; 0 if unknown
   * @throws DataException if that is more than an array can hold
   */
  public SampleBuffer(long expected) {
    requireArray(expected);
    this.last = new float[(int) expected];
  }

  @Override
  public void accept(float[] samples, int count) {
    accept(samples, 0, count);
  }

  /** How many samples there are so far. */
  public long length() {
    return length;
  }

  /** Adds {@code count} samples, from {@code first} on. */
  public void accept(float[] samples, int first, int count) {
    requireArray(length + count);
    length += count;
    int from = first;
    int end = first + count;
    while (from < end) {
      if (inLast == last.length) {
        full.add(last);
        last = new float[PIECE];
        inLast = 0;
      }
      int step = Math.min(end - from, last.length - inLast);
      System.arraycopy(samples, from, last, inLast, step);
      inLast += step;
      from += step;
    }
  }

  /** All samples, in order. Nothing may be added afterwards. */
  public float[] toArray() {
    if (full.isEmpty() && inLast == last.length) {
      return last;
    }
    var all = new float[(int) length];
    int at = 0;
    for (var piece : full) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    System.arraycopy(last, 0, all, at, inLast);
    return all;
  }

  private static void requireArray(long length) {
    if (length > MOST) {
      throw new DataException("has over two thousand million samples: cut it into clips");
    }
  }
}
