package dev.earshot.cli.report;

/**
 * An axis of a chart.
 *
 * @param name what it shows, with its unit; may be empty
 * @param scale how numbers lie on it
 */
public record Axis(String name, Scale scale) {
  /** How numbers lie on an axis. */
  public enum Scale {
    /** As far as the data goes. */
    LINEAR,
    /** The same for positive numbers that differ by magnitudes. */
    LOG,
    /** Shares, written as per cent, as far as the data goes. */
    PERCENT,
    /** Shares, written as per cent, from 0 to 100 % whatever the data. */
    SHARE
  }

  /** A linear axis. */
  public static Axis of(String name) {
    return new Axis(name, Scale.LINEAR);
  }

  /** A logarithmic axis. */
  public static Axis log(String name) {
    return new Axis(name, Scale.LOG);
  }

  /** Shares as far as the data goes. */
  public static Axis percent(String name) {
    return new Axis(name, Scale.PERCENT);
  }

  /** Shares from 0 to 100 %. */
  public static Axis share(String name) {
    return new Axis(name, Scale.SHARE);
  }
}
