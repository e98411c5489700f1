package dev.earshot.file;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Lets one thread of one process at a time write an output, which is a file or a folder.
 *
 * <p>It locks the hidden file {@code .NAME.earshot-lock} beside the output, and removes that file
 * at the end. The system ends the lock of a process that is killed. The file stays then, and the
 * next lock uses it. Whoever has the lock may remove what a killed process left under the hidden
 * names of {@link #sibling}.
 *
 * <p>A thread may take a lock that it holds once more. On a file system without locks, only the
 * threads of one process are kept apart.
 */
public final class OutputLock implements AutoCloseable {
  private static final String SUFFIX = "lock";
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long PAUSE_MILLIS = 10;
  private static final int SIZES = 1 << 16;
  private static final int MOST_LINKS = 40;

  /**
   * The locks that this process holds, by output. A process gives up its lock if it opens and
   * closes the file a second time, so every use in this process must look here first.
   */
  private static final Map<Path, OutputLock> HELD = new HashMap<>();

  private final Path output;
  private final Path file;
  private final FileChannel channel;
  private final Thread owner = Thread.currentThread();
  private int uses = 1;

  private OutputLock(Path output, Path file, FileChannel channel) {
    this.output = output;
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of an output. Makes the output's parent folder if it is missing.
   *
   * @param output a file or a folder, which need not exist
   * @return the lock, to be closed by the thread that took it
   * @throws DataException if another process or thread has it, or nothing can be written there; the
   *     message says what to do
   */
  public static OutputLock take(Path output) throws IOException {
    return attempt(output).orElseThrow(() -> held(output));
  }

  /** Like {@link #take}, but waits some seconds for another to finish. */
  static OutputLock await(Path output) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (; ; ) {
      Optional<OutputLock> lock = attempt(output);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() > end) {
        throw held(output);
      }
      pause();
    }
  }

  /** Waits for a moment before the next attempt. */
  static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  private static DataException held(Path output) {
    return new DataException(
        output
            + ": another Earshot is writing there; wait until it ends, or choose another name for"
            + " the output");
  }

  /** Takes the lock if nobody has it. */
  static Optional<OutputLock> attempt(Path output) throws IOException {
    // An interrupt would close the channel in the middle. It is not lost, only later.
    boolean interrupted = Thread.interrupted();
    try {
      Path real = real(output);
      synchronized (HELD) {
        OutputLock before = HELD.get(real);
        if (before != null) {
          if (before.owner != Thread.currentThread()) {
            return Optional.empty();
          }
          before.uses++;
          return Optional.of(before);
        }
        Path file = sibling(real, SUFFIX);
        Optional<OutputLock> lock = open(file).map(channel -> new OutputLock(real, file, channel));
        lock.ifPresent(taken -> HELD.put(real, taken));
        return lock;
      }
    } catch (IOException e) {
      throw WriteFailure.of(output, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The output without links, so that one output has one lock. */
  static Path real(Path output) throws IOException {
    if (Files.isDirectory(output)) {
      return output.toRealPath();
    }
    Path absolute = behindLinks(output);
    if (absolute.getFileName() == null) {
      throw new IllegalArgumentException("not the name of a file or folder: " + output);
    }
    return Files.createDirectories(absolute.getParent())
        .toRealPath()
        .resolve(absolute.getFileName());
  }

  /** What a link leads to, if that is missing; else the path itself. */
  static Path behindLinks(Path output) throws IOException {
    Path path = output.toAbsolutePath().normalize();
    for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(path) && !Files.exists(path); i++) {
      path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
    }
    return path;
  }

  /** A hidden name beside an output, for what belongs to it while it is written. */
  static Path sibling(Path output, String suffix) {
    String end = ".earshot-" + suffix;
    String name = FileNames.fitting(output.getFileName().toString(), 1 + end.length());
    return output.resolveSibling("." + name + end);
  }

  private static Optional<FileChannel> open(Path file) throws IOException {
    Set<OpenOption> options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    for (; ; ) {
      FileChannel channel = FileChannel.open(file, options);
      boolean locked = false;
      boolean keep = false;
      try {
        locked = lock(channel);
        if (!locked) {
          return Optional.empty();
        }
        // Its last holder may have removed the file since it was opened, and another may have made
        // a new one. A file of a random size that is at the path is the file that is locked.
        int size = 32 + ThreadLocalRandom.current().nextInt(SIZES);
        channel.truncate(0);
        String holder = "process " + ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.write(ByteBuffer.wrap(new byte[1]), size - 1L);
        keep = Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size;
        if (keep) {
          return Optional.of(channel);
        }
      } catch (IOException e) {
        if (locked) {
          Files.deleteIfExists(file);
        }
        throw e;
      } finally {
        if (!keep) {
          channel.close();
        }
      }
    }
  }

  /** Whether the file's lock is now this process's. */
  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another class loader's copy of this class has it.
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return true; // A file system without locks.
    }
  }

  /** Where the output is written before it is renamed into place. */
  Path temporary() {
    return sibling(output, "tmp");
  }

  /** The output, without links. */
  Path output() {
    return output;
  }

  /** Gives the lock up, unless this thread has taken it more than once. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (--uses > 0) {
        return;
      }
      HELD.remove(output);
      // Removed while it is locked: afterwards it may be another's.
      try (channel) {
        Files.deleteIfExists(file);
      }
    }
  }
}
