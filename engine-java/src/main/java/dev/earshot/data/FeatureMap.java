package dev.earshot.data;

import dev.earshot.Dataset;
import java.util.Arrays;

/**
 * Transforms features into a {@link FeatureSpace}, with statistics of a training set.
 *
 * @param space the space of the result
 * @param standardizer the columns' mean and deviation; not used in the plain space
 * @param knots for {@link FeatureSpace#RANK}: {@value #KNOTS} order statistics of each column, in
 *     ascending order, column after column; empty for other spaces
 */
public record FeatureMap(FeatureSpace space, Standardizer standardizer, float[] knots) {
  /** The bound on standardised features. */
  public static final double BOUND = 5;

  /** The number of order statistics that describe a column. */
  private static final int KNOTS = 257;

  private static final double[] QUANTILES = quantiles();

  /**
   * Checks the knots.
   *
   * @throws IllegalArgumentException if there are not {@value #KNOTS} knots per column, or they are
   *     not finite and ascending
   */
  public FeatureMap {
    int columns = standardizer.mean().length;
    int expected = space == FeatureSpace.RANK ? columns * KNOTS : 0;
    if (knots.length != expected) {
      throw new IllegalArgumentException("%s knots, expected %s".formatted(knots.length, expected));
    }
    for (int i = 0; i < knots.length; i++) {
      if (!Float.isFinite(knots[i]) || i % KNOTS > 0 && knots[i] < knots[i - 1]) {
        throw new IllegalArgumentException("knot %s is %s".formatted(i, knots[i]));
      }
    }
  }

  /** Makes a map to the plain space, which changes nothing. */
  public static FeatureMap plain(int columns) {
    Standardizer identity = new Standardizer(new double[columns], new double[columns], 0);
    return new FeatureMap(FeatureSpace.PLAIN, identity, new float[0]);
  }

  /** Makes a map with the statistics of some rows of a table. There must be at least one row. */
  public static FeatureMap of(FeatureSpace space, Dataset data, int[] rows) {
    return of(space, data.select(rows).x(), data.columns());
  }

  /**
   * Makes a map with the statistics of rows.
   *
   * @param space the space of the result
   * @param x n x columns, row-major; at least one row
   * @param columns the number of values per row
   */
  public static FeatureMap of(FeatureSpace space, float[] x, int columns) {
    Standardizer standardizer = Standardizer.of(x, columns, BOUND);
    if (space != FeatureSpace.RANK) {
      return new FeatureMap(space, standardizer, new float[0]);
    }
    int n = x.length / columns;
    float[] knots = new float[columns * KNOTS];
    float[] column = new float[n];
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < n; i++) {
        column[i] = x[i * columns + j];
      }
      Arrays.sort(column);
      for (int k = 0; k < KNOTS; k++) {
        double position = (n - 1) * (double) k / (KNOTS - 1);
        int below = (int) position;
        int above = Math.min(below + 1, n - 1);
        double share = position - below;
        knots[j * KNOTS + k] = (float) ((1 - share) * column[below] + share * column[above]);
      }
    }
    return new FeatureMap(space, standardizer, knots);
  }

  /**
   * The quantile of the standard normal distribution for each of a column's {@value #KNOTS} knots.
   */
  public static double[] normalQuantiles() {
    return QUANTILES.clone();
  }

  /**
   * The knots as a matrix with one row per rank and one column per feature: {@value #KNOTS} x d,
   * row-major.
   */
  public float[] knotsByRank() {
    int columns = knots.length / KNOTS;
    float[] turned = new float[knots.length];
    for (int i = 0; i < knots.length; i++) {
      turned[i % KNOTS * columns + i / KNOTS] = knots[i];
    }
    return turned;
  }

  /** Transforms a table into this space. */
  public Dataset apply(Dataset data) {
    return space == FeatureSpace.PLAIN ? data : data.withVectors(apply(data.x()));
  }

  /**
   * Transforms rows, row-major, into this space. The result is a new array unless the space is
   * plain.
   */
  public float[] apply(float[] x) {
    return switch (space) {
      case PLAIN -> x;
      case UNIT -> scaled(standardizer.apply(x));
      case RANK -> scaled(ranked(x));
    };
  }

  private float[] scaled(float[] x) {
    int columns = standardizer.mean().length;
    for (int row = 0; row < x.length; row += columns) {
      double squares = 0;
      for (int j = 0; j < columns; j++) {
        squares += (double) x[row + j] * x[row + j];
      }
      double factor = squares == 0 ? 0 : Math.sqrt(columns / squares);
      for (int j = 0; j < columns; j++) {
        x[row + j] *= (float) factor;
      }
    }
    return x;
  }

  private float[] ranked(float[] x) {
    int columns = standardizer.mean().length;
    float[] ranked = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int j = i % columns;
      ranked[i] = standardizer.deviation()[j] == 0 ? 0 : (float) quantile(x[i], j * KNOTS);
    }
    return ranked;
  }

  /**
   * The normal quantile of a value's rank. A value equal to several knots gets the mean of the
   * first and the last one's quantile. A value between two knots is interpolated linearly.
   */
  private double quantile(float value, int first) {
    int left = search(value, first, false);
    int right = search(value, first, true);
    if (right > left) {
      return 0.5 * (QUANTILES[left] + QUANTILES[right - 1]);
    }
    if (left == 0 || left == KNOTS) {
      return QUANTILES[left == 0 ? 0 : KNOTS - 1];
    }
    double low = knots[first + left - 1];
    double share = (value - low) / (knots[first + left] - low);
    return (1 - share) * QUANTILES[left - 1] + share * QUANTILES[left];
  }

  /**
   * The number of a column's knots that are below the value, or with {@code orEqual} not above it.
   */
  private int search(float value, int first, boolean orEqual) {
    int low = 0;
    int high = KNOTS;
    while (low < high) {
      int middle = (low + high) >>> 1;
      float knot = knots[first + middle];
      if (knot < value || orEqual && knot == value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The normal quantiles of (k + 1/2) / {@value #KNOTS}. */
  private static double[] quantiles() {
    double[] quantiles = new double[KNOTS];
    // The quantiles are symmetric about the median, whose quantile is exactly 0.
    for (int k = 0; k < KNOTS / 2; k++) {
      double low = -9;
      double high = 0;
      while (high - low > 1e-12) {
        double middle = 0.5 * (low + high);
        if (normal(middle) < (k + 0.5) / KNOTS) {
          low = middle;
        } else {
          high = middle;
        }
      }
      quantiles[k] = low;
      quantiles[KNOTS - 1 - k] = -low;
    }
    return quantiles;
  }

  /** The normal distribution function, by its series about 0 (Abramowitz, Stegun 26.2.11). */
  private static double normal(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }
}
