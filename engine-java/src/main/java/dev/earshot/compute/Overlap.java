package dev.earshot.compute;

/** How two ranges of a backend's memory lie to each other. */
public enum Overlap {
  /** They have no element in common. */
  NONE,
  /** They have elements in common, but each or one of them has others too. */
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
