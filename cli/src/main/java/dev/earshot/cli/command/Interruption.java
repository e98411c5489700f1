package dev.earshot.cli.command;

import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.ExitCode;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * While this is open, Ctrl-C (SIGINT) and SIGTERM interrupt the thread that opened it. The thread
 * has {@value #PATIENCE_SECONDS} s to clean up and close this; then Java ends with exit code 128 +
 * signal.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "earshot-stop");

  private Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Runs a command that the user may stop.
   *
   * @param stopped the warning to print if the user stops it
   * @return the command's exit code, or {@link ExitCode#STOPPED}
   */
  static int guard(Console console, Callable<Integer> command, Supplier<String> stopped)
      throws Exception {
    try (var _ = new Interruption()) {
      try {
        return command.call();
      } catch (Exception e) {
        if (!caused(e)) {
          throw e;
        }
        console.warn(stopped.get());
        return ExitCode.STOPPED;
      }
    }
  }

  /** Whether an interrupt of the thread caused this, in a wait or while it read a file. */
  static boolean caused(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            e -> e instanceof InterruptedException || e instanceof ClosedByInterruptException);
  }

  private void stop() {
    worker.interrupt();
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Java is ending already: the hook runs and has just been released.
    }
  }
}
