package dev.earshot;

/**
 * How recordings are cut into windows. Window i begins at i times the hop, counted from 0, and
 * lasts as long as all others. At a recording's end there may be a shorter one. It is kept if it is
 * at least half as long as the others and holds sound that no window before it has, or if it is the
 * only one.
 *
 * @param seconds how long a window lasts
 * @param hop the time from the start of one window to that of the next, in seconds; at most as long
 *     as a window, so that no sound is missed
 */
public record Windows(double seconds, double hop) {
  /** The shortest window in seconds: the shorter one at the end then has a frame of 25 ms. */
  public static final double SHORTEST = 0.05;

  /** The longest window in seconds. */
  public static final double LONGEST = 3600;

  /** The shortest hop in seconds. */
  public static final double SHORTEST_HOP = 0.001;

  /**
   * Checks the lengths.
   *
   * @throws DataException if one of them is out of range
   */
  public Windows {
    if (!(seconds >= SHORTEST && seconds <= LONGEST)) {
      throw new DataException(
          "a window of %s s: expected %s to %s s"
              .formatted(Span.text(seconds), Span.text(SHORTEST), Span.text(LONGEST)));
    }
    if (!(hop >= SHORTEST_HOP && hop <= seconds)) {
      throw new DataException(
          "a hop of %s s: expected %s s to the length of a window, %s s"
              .formatted(Span.text(hop), Span.text(SHORTEST_HOP), Span.text(seconds)));
    }
  }

  /** Windows that follow each other without overlap. */
  public static Windows of(double seconds) {
    return new Windows(seconds, seconds);
  }

  /**
   * Where a window lies.
   *
   * @param index its number, from 0
   */
  public Span span(long index) {
    double start = index * hop;
    return new Span(start, start + seconds);
  }
}
