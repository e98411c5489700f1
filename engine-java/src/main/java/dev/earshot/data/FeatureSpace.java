package dev.earshot.data;

/** A space in which clips are learnt from and compared. */
public enum FeatureSpace {
  /** The features as they are. */
  PLAIN,
  /**
   * Standardised, bounded to -5 .. 5, and scaled so that each clip has length sqrt(d): Euclidean
   * distance is then a matter of the angle alone.
   */
  UNIT,
  /**
   * Each column replaced by the normal quantile of its rank among the training clips, then scaled
   * as in {@link #UNIT}. Outliers and skewed columns, such as a moment of a pitch contour, then
   * weigh no more than others.
   */
  RANK
}
