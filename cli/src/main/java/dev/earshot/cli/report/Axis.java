package dev.earshot.cli.report;

/**
 * An axis of a chart.
 *
 * @param name what it shows, with its unit; may be empty
 * @param scale its range and how its numbers are written
 */
public record Axis(String name, Scale scale) {
  /** The range of an axis and how its numbers are written. */
  public enum Scale {
    /** The range of the data. */
    LINEAR,
    /** The range of the data, which must be positive, on a logarithmic scale. */
    LOG,
    /** Fractions written as percentages, over the range of the data. */
    PERCENT,
    /** Fractions written as percentages, always from 0 to 100 %. */
    FULL_PERCENT
  }

  /** A linear axis. */
  public static Axis of(String name) {
    return new Axis(name, Scale.LINEAR);
  }

  /** A logarithmic axis. */
  public static Axis log(String name) {
    return new Axis(name, Scale.LOG);
  }

  /** Fractions as percentages, over the range of the data. */
  public static Axis percent(String name) {
    return new Axis(name, Scale.PERCENT);
  }

  /** Fractions as percentages, from 0 to 100 %. */
  public static Axis fullPercent(String name) {
    return new Axis(name, Scale.FULL_PERCENT);
  }
}
