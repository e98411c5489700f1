package dev.earshot.cli.console;

import java.io.BufferedOutputStream;
import java.io.PrintStream;

/**
 * The output streams of the command line.
 *
 * @param out for results
 * @param err for progress, notes and errors
 * @param terminal whether {@code err} is a terminal, where a line can be redrawn in place
 */
public record Streams(PrintStream out, PrintStream err, boolean terminal) {
  /** Moves up one line and clears it. */
  private static final String ERASE_LINE_ABOVE = "\033[A\033[2K";

  /**
   * Takes the process's streams. Java cannot tell whether standard error is a terminal: the
   * launcher finds out and sets the system property {@code earshot.terminal}.
   *
   * <p>Afterwards {@link System#out} is standard error, so that output of libraries cannot mix with
   * results.
   *
   * @param output standard output
   */
  public static Streams ofProcess(StandardOutput output) {
    var out = new PrintStream(new BufferedOutputStream(output), true, System.out.charset());
    var streams = new Streams(out, System.err, Boolean.getBoolean("earshot.terminal"));
    if (streams.terminal && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      // Erases Java's warning that the Vector API is an incubating module. No option of Java turns
      // it off, and users would take it for an error.
      System.err.print(ERASE_LINE_ABOVE);
    }
    System.setOut(System.err);
    return streams;
  }
}
