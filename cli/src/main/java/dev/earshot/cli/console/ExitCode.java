package dev.earshot.cli.console;

/** The exit codes of commands. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** The work failed. */
  public static final int FAILED = 1;

  /** Wrong usage, or input that cannot be used. */
  public static final int BAD_INPUT = 2;

  /** Stopped by the user: 128 + SIGINT. */
  public static final int STOPPED = 130;

  private ExitCode() {}
}
