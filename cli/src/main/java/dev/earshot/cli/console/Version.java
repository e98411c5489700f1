package dev.earshot.cli.console;

import java.util.Optional;

/** The version of this program. */
public final class Version {
  private Version() {}

  /** The version in the jar's manifest; {@code (not packaged)} when run from class files. */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  /** The answer to {@code --version}. */
  public static String line() {
    return "earshot " + current();
  }
}
