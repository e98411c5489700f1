package dev.earshot.audio.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has the system read the next files from the disk while others are decoded. Their bytes are in the
 * system's memory when they are needed, and nothing has to wait for the disk.
 */
final class ReadAhead implements AutoCloseable {
  /** Of a larger file only the beginning is read: the system reads the rest ahead by itself. */
  private static final long MOST_BYTES = 16L << 20;

  private static final int BLOCK = 1 << 16;

  private final List<Path> files;
  private final Semaphore free;
  private final AtomicInteger begun = new AtomicInteger();
  private final Thread thread;

  /**
   * Starts to read.
   *
   * @param files the files, in the order in which they are needed
   * @param ahead how many files at most are read before they are needed
   */
  ReadAhead(List<Path> files, int ahead) {
    this.files = List.copyOf(files);
    this.free = new Semaphore(ahead);
    this.thread = Thread.ofPlatform().daemon().name("read-ahead").start(this::read);
  }

  /** Is called when a file is needed, for the files in their order. */
  void begin() {
    begun.incrementAndGet();
    free.release();
  }

  private void read() {
    var block = new byte[BLOCK];
    try {
      for (int i = 0; i < files.size(); i++) {
        free.acquire();
        if (i >= begun.get()) {
          read(files.get(i), block);
        }
      }
    } catch (InterruptedException e) {
      // Nothing more is needed.
    }
  }

  private static void read(Path file, byte[] block) {
    // Reading a pipe would take what is in it.
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (InputStream stream = Files.newInputStream(file)) {
      long left = MOST_BYTES;
      for (int count = 0;
          count >= 0 && left > 0 && !Thread.currentThread().isInterrupted();
          left -= count) {
        count = stream.read(block);
      }
    } catch (IOException e) {
      // Whoever decodes the file says what is wrong with it.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
