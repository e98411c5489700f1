package dev.earshot.experiments.cells;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.earshot.data.DataException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The results of finished cells in the file {@code cells.jsonl}, one JSON object a line. A result
 * is appended and flushed to disk as soon as it is there. A last line that a crash cut short is
 * removed when the file is opened again. A lock lets one process at a time use the store.
 */
public final class CellStore implements AutoCloseable {
  /** The name of the file in its folder. */
  public static final String FILE = "cells.jsonl";

  private final Map<String, CellResult> done = new HashMap<>();
  private final Gson gson = new Gson();
  private final RandomAccessFile locked;
  private final FileOutputStream out;

  /** A line. Reading needs the fingerprint and the values; the rest is for people. */
  private record Line(
      String fingerprint,
      String method,
      String setting,
      long seed,
      Map<String, Object> settings,
      Map<String, double[]> values) {}

  private CellStore(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    locked = new RandomAccessFile(folder.resolve(".lock").toFile(), "rw");
    try {
      lock(folder);
      read(file);
      out = new FileOutputStream(file.toFile(), true);
    } catch (IOException e) {
      locked.close();
      throw e;
    }
  }

  /**
   * Opens the store in a folder; makes the folder if it does not exist.
   *
   * @throws DataException if another process uses the store, or a line cannot be read
   */
  public static CellStore open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new CellStore(folder);
  }

  private void lock(Path folder) throws IOException {
    FileLock lock;
    try {
      lock = locked.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new DataException(
          folder + ": another experiment is writing there; wait for it or choose another --out");
    }
  }

  private void read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(end);
      }
    }
    int number = 0;
    for (String text : new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      Line line = parse(text, file, number);
      done.put(line.fingerprint(), new CellResult(line.values()));
    }
  }

  private Line parse(String text, Path file, int number) throws DataException {
    try {
      Line line = gson.fromJson(text, Line.class);
      if (line != null && line.fingerprint() != null && line.values() != null) {
        return line;
      }
    } catch (JsonParseException e) {
      // Reported below, with lines that lack a field.
    }
    throw new DataException(
        "%s, line %s: not a finished cell; remove the line, and the cell is computed again"
            .formatted(file, number));
  }

  /** The result of the cell with this fingerprint, if it is finished. */
  public synchronized Optional<CellResult> find(String fingerprint) {
    return Optional.ofNullable(done.get(fingerprint));
  }

  /** Stores the result of a cell. */
  public synchronized void add(String fingerprint, Cell cell, CellResult result)
      throws IOException {
    Line line =
        new Line(
            fingerprint,
            cell.method(),
            cell.setting(),
            cell.seed(),
            cell.job().settings(),
            result.byName());
    // A stream, not a channel: an interrupt would close a channel in the middle of a write.
    out.write((gson.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8));
    out.getFD().sync();
    done.put(fingerprint, result);
  }

  @Override
  public void close() throws IOException {
    out.close();
    locked.close();
  }
}
