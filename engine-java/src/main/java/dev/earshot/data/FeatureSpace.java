package dev.earshot.data;

/** A way to present features to a learner and to compare clips. There are d features. */
public enum FeatureSpace {
  /** The features, unchanged. */
  PLAIN,
  /**
   * Standardised, bounded to -5 .. 5, and scaled so that each clip has length sqrt(d). Euclidean
   * distance then depends only on the angle.
   */
  UNIT,
  /**
   * Each column replaced by the normal quantile of its rank among the training clips, then scaled
   * as in {@link #UNIT}. Outliers and skewed columns, such as a moment of a pitch contour, then
   * have no more weight than others.
   */
  RANK
}
