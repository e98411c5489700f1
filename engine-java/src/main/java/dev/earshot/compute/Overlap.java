package dev.earshot.compute;

/** Whether two ranges of a backend's memory overlap, and how. */
public enum Overlap {
  /** They have no element in common. */
  NONE,
  /** They have some elements in common, but not all elements of both. */
  PARTIAL,
  /** They are the same elements. */
  SAME;

  /**
   * The overlap of two ranges of one buffer.
   *
   * @param from where the first range begins
   * @param count its length, in the same unit
   */
  public static Overlap of(long from, long count, long otherFrom, long otherCount) {
    if (from >= otherFrom + otherCount || otherFrom >= from + count || count == 0) {
      return NONE;
    }
    return from == otherFrom && count == otherCount ? SAME : PARTIAL;
  }
}
