package dev.earshot.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The process's standard output. A {@link java.io.PrintStream} hides what goes wrong; this
 * remembers it, so that results that are lost do not pass for written.
 */
public final class StandardOutput extends FilterOutputStream {
  private Optional<IOException> failure = Optional.empty();

  /** Standard output of this process. */
  public StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StandardOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
      throw e;
    }
  }

  /**
   * Why results were lost; empty if they were not, or if nobody wants them: the reader has gone, as
   * {@code head} does, or the output was closed from the start.
   */
  public Optional<String> loss() {
    return failure
        .map(e -> String.valueOf(e.getMessage()))
        .filter(reason -> !reason.contains("Broken pipe") && !reason.contains("Bad file"));
  }
}
