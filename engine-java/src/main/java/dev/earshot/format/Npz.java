package dev.earshot.format;

import dev.earshot.DataException;
import dev.earshot.file.AtomicFile;
import dev.earshot.file.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes numpy's .npz files: a zip file, stored or deflated, of named {@link Npy} arrays.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";

  private Npz() {}

  /** Reads every array, in the order of the file. */
  public static Map<String, NdArray> read(Path file) throws IOException {
    return read(file, name -> true);
  }

  /**
   * Reads the arrays with a wanted name, in the order of the file. The others are ignored.
   *
   * @param file the .npz file
   * @param wanted whether to read the array of a name
   * @return arrays by name
   * @throws DataException if the file is not a zip, or a wanted array is there twice, is damaged,
   *     is of a type that {@link Npy} refuses, or would need more memory than a file of this size
   *     can plausibly fill
   */
  public static Map<String, NdArray> read(Path file, Predicate<String> wanted) throws IOException {
    long room = Npy.room(InputFile.size(file, "an .npz file"));
    var arrays = new LinkedHashMap<String, NdArray>();
    try (var zip = new ZipFile(file.toFile())) {
      for (var entry : entries(zip, wanted, file).entrySet()) {
        String where = "%s: array '%s'".formatted(file, entry.getKey());
        var array = read(zip, entry.getValue(), where, room);
        room -= array.memory();
        arrays.put(entry.getKey(), array);
      }
    } catch (ZipException | EOFException e) {
      throw new DataException(
          "%s: not a readable .npz (zip) file: %s".formatted(file, reason(e)), e);
    }
    return arrays;
  }

  /** The entries of the wanted arrays by the arrays' names. */
  private static Map<String, ZipEntry> entries(ZipFile zip, Predicate<String> wanted, Path file)
      throws DataException {
    var entries = new LinkedHashMap<String, ZipEntry>();
    for (var entry : zip.stream().toList()) {
      if (!entry.getName().endsWith(SUFFIX)) {
        continue;
      }
      String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
      if (wanted.test(name) && entries.put(name, entry) != null) {
        throw new DataException("%s: array '%s' is in the file twice".formatted(file, name));
      }
    }
    return entries;
  }

  private static NdArray read(ZipFile zip, ZipEntry entry, String where, long room)
      throws IOException {
    // ZipFile does not check checksums by itself.
    try (var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      var array = Npy.read(in, where, room);
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw new DataException(where + ": the checksum does not match; the file is damaged");
      }
      return array;
    } catch (ZipException | EOFException e) {
      throw new DataException(where + ": damaged: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof EOFException ? "it is cut short" : e.getMessage();
  }

  /** Writes the arrays uncompressed, as {@code numpy.savez} does. */
  public static void write(Path file, Map<String, ? extends NdArray> arrays) throws IOException {
    AtomicFile.write(file, out -> write(out, arrays, ZipEntry.STORED));
  }

  /** Writes the arrays deflated, as {@code numpy.savez_compressed} does. */
  public static void writeCompressed(Path file, Map<String, ? extends NdArray> arrays)
      throws IOException {
    AtomicFile.write(file, out -> write(out, arrays, ZipEntry.DEFLATED));
  }

  private static void write(OutputStream out, Map<String, ? extends NdArray> arrays, int method)
      throws IOException {
    try (var zip = new ZipOutputStream(out)) {
      for (var named : arrays.entrySet()) {
        var entry = new ZipEntry(named.getKey() + SUFFIX);
        // A fixed time, so that equal arrays make equal files. The JDK treats the first day of 1980
        // as "too early" and adds a field that depends on the time zone. So this is the second.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 2, 0, 0));
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          measure(named.getValue(), entry);
        }
        zip.putNextEntry(entry);
        Npy.write(zip, named.getValue());
        zip.closeEntry();
      }
    }
  }

  /** Sets the size and checksum of a stored entry, which must come before its bytes. */
  private static void measure(NdArray array, ZipEntry entry) throws IOException {
    var counter = new CountingSink();
    var out = new CheckedOutputStream(counter, new CRC32());
    Npy.write(out, array);
    entry.setSize(counter.bytes);
    entry.setCrc(out.getChecksum().getValue());
  }

  private static final class CountingSink extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      bytes += length;
    }
  }
}
