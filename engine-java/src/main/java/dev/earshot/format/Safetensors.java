package dev.earshot.format;

import dev.earshot.DataException;
import dev.earshot.file.AtomicFile;
import dev.earshot.file.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A safetensors file. It consists of the length of a JSON header (8 bytes, little-endian), the
 * header, padded with spaces to a multiple of 8 bytes, and the tensors' little-endian, row-major
 * bytes without gaps.
 *
 * <p>Equal content makes equal files. Tensors are ordered by decreasing element width, which aligns
 * each of them, and then by name. Metadata is sorted by key.
 *
 * @param tensors the tensors by name; no tensor is named {@code __metadata__}
 * @param metadata the string map {@code __metadata__}; empty if the file has none
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public record Safetensors(Map<String, NumberArray> tensors, Map<String, String> metadata) {
  private static final NumberArray EMPTY = NumberArray.of(new byte[0], 0);

  /**
   * Copies the maps and checks the names.
   *
   * @throws IllegalArgumentException if a tensor is named {@code __metadata__}
   */
  public Safetensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be named " + SafetensorsHeader.METADATA);
    }
  }

  /**
   * Reads a whole file. The tensors are in the order of the file's header.
   *
   * @param file the file
   * @throws DataException if the header does not follow the format, a tensor's byte range is
   *     outside the data, overlaps another or leaves a gap, or a type is not in {@link ElementType}
   */
  public static Safetensors read(Path file) throws IOException {
    long size = InputFile.size(file, "a .safetensors file");
    try (var in = Files.newInputStream(file)) {
      byte[] bytesOfHeader = header(in, size, file);
      var header = SafetensorsHeader.parse(bytesOfHeader, file.toString());
      header.requireCovers(size - 8 - bytesOfHeader.length, file.toString());
      var tensors = new LinkedHashMap<String, NumberArray>();
      // The map keeps the order of the header. The data is read in order of position.
      header.entries().keySet().forEach(name -> tensors.put(name, EMPTY));
      for (var entry : header.byOffset()) {
        var slot = entry.getValue();
        byte[] bytes = in.readNBytes((int) slot.bytes());
        if (bytes.length < slot.bytes()) {
          throw new DataException(file + ": became shorter while it was read");
        }
        tensors.put(entry.getKey(), new NumberArray(slot.type(), slot.shape(), bytes));
      }
      return new Safetensors(tensors, header.metadata());
    }
  }

  /**
   * One text of {@link #metadata}; empty if the file has none of this key. The tensors, and what
   * follows the text in the header, are neither read nor checked.
   *
   * @param file the file
   * @throws DataException if this part of the header does not follow the format
   */
  public static Optional<String> text(Path file, String key) throws IOException {
    long size = InputFile.size(file, "a .safetensors file");
    try (var in = Files.newInputStream(file)) {
      return SafetensorsHeader.text(header(in, size, file), file.toString(), key);
    }
  }

  /** The bytes of the header, which the stream begins with. */
  private static byte[] header(InputStream in, long size, Path file) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8) {
      throw new DataException(file + ": too short for a safetensors file");
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > SafetensorsHeader.LONGEST || length > size - 8) {
      throw new DataException(
          "%s: not a safetensors file: it states a header of %s bytes and has %s in all"
              .formatted(file, Long.toUnsignedString(length), size));
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new DataException(file + ": became shorter while it was read");
    }
    return bytes;
  }

  /** Writes the file beside {@code file}, then renames it into place. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, this::write);
  }

  private void write(OutputStream out) throws IOException {
    var ordered =
        tensors.entrySet().stream()
            .sorted((a, b) -> {
              int widest = b.getValue().type().bytes() - a.getValue().type().bytes();
              return widest != 0 ? widest : a.getKey().compareTo(b.getKey());
            })
            .toList();
    byte[] header = SafetensorsHeader.bytes(ordered, metadata);
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    for (var tensor : ordered) {
      out.write(tensor.getValue().bytes());
    }
  }
}
