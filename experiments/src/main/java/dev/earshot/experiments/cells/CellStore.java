package dev.earshot.experiments.cells;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.earshot.DataException;
import dev.earshot.file.Durable;
import dev.earshot.file.InputFile;
import dev.earshot.file.OutputLock;
import dev.earshot.file.WriteFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
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

  private static final long MOST_BYTES = 1L << 30;

  private final Map<String, CellResult> done = new HashMap<>();
  private final Gson gson = new Gson();
  private final Path file;
  private final OutputLock lock;
  private final OutputStream out;

  /** A line. Reading needs the fingerprint and the values; the rest is for people. */
  private record Line(
      String fingerprint,
      String method,
      String setting,
      long seed,
      Map<String, Object> settings,
      Map<String, double[]> values) {}

  private CellStore(Path file) throws IOException {
    this.file = file;
    lock = OutputLock.take(file);
    boolean done = false;
    try {
      read();
      // A stream, not a channel: an interrupt would close a channel in the middle of a write.
      out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Durable.folder(file.toAbsolutePath().getParent());
      done = true;
    } catch (IOException e) {
      throw WriteFailure.of(file, e);
    } finally {
      if (!done) {
        lock.close();
      }
    }
  }

  /**
   * Opens the store in a folder; makes the folder if it does not exist.
   *
   * @return the store, to be closed by the same thread
   * @throws DataException if another process uses the store, or a line cannot be read
   */
  public static CellStore open(Path folder) throws IOException {
    return new CellStore(folder.resolve(FILE));
  }

  private void read() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    byte[] bytes = InputFile.bytes(file, MOST_BYTES, "the results of an experiment");
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      try (var cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
        cut.truncate(end);
      }
    }
    int number = 0;
    for (String text : new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      Line line = parse(text, number);
      done.put(line.fingerprint(), new CellResult(line.values()));
    }
  }

  private Line parse(String text, int number) throws DataException {
    try {
      Line line = gson.fromJson(text, Line.class);
      if (line != null
          && line.fingerprint() != null
          && line.values() != null
          && line.values().values().stream().allMatch(CellStore::areNumbers)) {
        return line;
      }
    } catch (JsonParseException | IllegalArgumentException e) {
      // Reported below, with lines that lack a field.
    }
    throw new DataException(
        "%s, line %s: not a finished cell; remove the line, and the cell is computed again"
            .formatted(file, number));
  }

  private static boolean areNumbers(double[] values) {
    return values != null && Arrays.stream(values).allMatch(Double::isFinite);
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
    try {
      out.write((gson.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8));
      Durable.file(file);
    } catch (IOException e) {
      throw WriteFailure.of(file, e);
    }
    done.put(fingerprint, result);
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      out.close();
    }
  }
}
