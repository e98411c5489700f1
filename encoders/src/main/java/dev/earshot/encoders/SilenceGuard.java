package dev.earshot.encoders;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads a stream and closes it when nothing has come for a time. The JDK's client has no limit for
 * the time between two parts of a body.
 */
final class SilenceGuard implements AutoCloseable {
  private final InputStream stream;
  private final Duration patience;
  private final Thread watch;
  private volatile long last = System.nanoTime();
  private volatile boolean silent;

  SilenceGuard(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    this.watch = Thread.ofVirtual().start(this::watch);
  }

  private void watch() {
    try {
      for (long left; (left = patience.toNanos() - (System.nanoTime() - last)) > 0; ) {
        Thread.sleep(Duration.ofNanos(left));
      }
      silent = true;
      stream.close();
    } catch (InterruptedException e) {
      // The stream has ended.
    } catch (IOException e) {
      // The reader learns of it.
    }
  }

  /** Reads as {@link InputStream#read(byte[])}. */
  int read(byte[] piece) throws IOException {
    try {
      int count = stream.read(piece);
      last = System.nanoTime();
      if (count < 0 && silent) {
        throw new IOException("closed");
      }
      return count;
    } catch (IOException e) {
      throw silent
          ? new IOException("the server was silent for " + patience.toSeconds() + " s", e)
          : e;
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
