package dev.earshot;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A stretch of a recording.
 *
 * @param start where it begins, in seconds from the start of the recording; not negative
 * @param end where it ends, in seconds; after the start, and infinite for the end of the recording
 */
public record Span(double start, double end) {
  private static final int DECIMALS = 3;

  /**
   * Checks the stretch.
   *
   * @throws DataException if it begins before the recording or does not end after its start
   */
  public Span {
    // Not <, so that NaN is refused too.
    if (!(start >= 0 && start < Double.POSITIVE_INFINITY)) {
      throw new DataException("start %s: expected seconds from 0 on".formatted(text(start)));
    }
    if (!(end > start)) {
      throw new DataException("end %s is not after start %s".formatted(text(end), text(start)));
    }
  }

  /** The stretch that is a whole recording. */
  public static Span whole() {
    return new Span(0, Double.POSITIVE_INFINITY);
  }

  /** How long it lasts, in seconds. */
  public double seconds() {
    return end - start;
  }

  /** How long two stretches overlap, in seconds; 0 if they do not. */
  public double overlap(Span other) {
    return Math.max(0, Math.min(end, other.end) - Math.max(start, other.start));
  }

  /** Start and end as {@code start-end}, such as {@code 2.5-7.5}. */
  @Override
  public String toString() {
    return text(start) + "-" + text(end);
  }

  /** Seconds to the nearest millisecond, without zeros at the end. */
  public static String text(double seconds) {
    if (!Double.isFinite(seconds)) {
      return Double.toString(seconds);
    }
    var rounded = new BigDecimal(seconds).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
