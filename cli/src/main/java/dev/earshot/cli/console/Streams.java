package dev.earshot.cli.console;

import java.io.PrintStream;

/**
 * Where a run of the command line writes.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param terminal whether a person watches {@code err}, so that a line may be drawn again in place
 */
public record Streams(PrintStream out, PrintStream err, boolean terminal) {
  /** Up one line, and clear it. */
  private static final String ERASE_LINE_ABOVE = "\033[A\033[2K";

  /**
   * Takes the process's streams. Java cannot tell whether standard error alone is a terminal: the
   * launcher looks, and says so in the system property {@code earshot.terminal}.
   *
   * <p>From here on {@link System#out} is standard error, so that nothing that a library prints can
   * get between results.
   */
  public static Streams ofProcess() {
    var streams = new Streams(System.out, System.err, Boolean.getBoolean("earshot.terminal"));
    if (streams.terminal && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      // Java's last words before main: a warning that this module is an incubating one. No option
      // of Java silences it, and every reader would take it for something wrong.
      System.err.print(ERASE_LINE_ABOVE);
    }
    System.setOut(System.err);
    return streams;
  }
}
