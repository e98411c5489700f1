package dev.earshot.cli.command;

import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * While open, Ctrl-C (SIGINT) and SIGTERM interrupt the thread that opened it and leave it some
 * time to put things in order, until it closes this; then Java ends with exit code 128 + signal.
 */
final class Interruption implements AutoCloseable {
  /** Exit code: stopped by the user. */
  static final int STOPPED = 130;

  private static final long PATIENCE_SECONDS = 20;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "earshot-stop");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether this was thrown because the thread was interrupted, in a wait or in reading a file. */
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
      // Java is ending already: the hook runs, and has just been told.
    }
  }
}
