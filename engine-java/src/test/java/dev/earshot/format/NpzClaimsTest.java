package dev.earshot.format;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.data.DatasetNpz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small .npz files that claim to be large, or that end too early. */
class NpzClaimsTest {
  @TempDir private Path folder;

  private static byte[] start(String type, String shape) {
    byte[] header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(type, shape)
            .getBytes(StandardCharsets.US_ASCII);
    var start = ByteBuffer.allocate(12 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    start.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}).putInt(header.length);
    return start.put(header).array();
  }

  /** A table of one array, whose data are {@code zeros} bytes of 0. */
  private Path table(String name, String type, String shape, long zeros) throws IOException {
    Path file = folder.resolve("t.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      if (!name.equals("x")) {
        zip.putNextEntry(new ZipEntry("x.npy"));
        zip.write(start("<f4", "(1, 1)"));
        zip.write(new byte[4]);
      }
      zip.putNextEntry(new ZipEntry(name + ".npy"));
      zip.write(start(type, shape));
      byte[] block = new byte[1 << 16];
      for (long left = zeros; left > 0; left -= block.length) {
        zip.write(block, 0, (int) Math.min(left, block.length));
      }
    }
    return file;
  }

  private static String refusal(Path file) {
    String message = assertThrows(DataException.class, () -> DatasetNpz.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()) && message.lines().count() == 1, message);
    return message;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | <f4 | (2147483647, 0) | at least one row and one column",
        "x | <f4 | (0, 4) | at least one row and one column",
        "x | <f4 | (-1, 4) | not a .npy header",
        "x | <f4 | (2147483647, 2147483647) | not valid, or too large",
        "x | <f4 | (9223372036854775808, 4) | not valid, or too large",
        "x | <f8 | (500000000, 1) | MiB of memory",
        "paths | <U99999999 | (1,) | MiB of memory",
        "paths | ¦S1 | (2147483647,) | MiB of memory",
        "paths | ¦S0 | (1,) | are not supported",
        "split | <U5 | (0, 2147483647) | expected 1 strings",
        "y | <i4 | (2147483647, 0) | expected 1 integers",
      })
  void aClaimIsCheckedBeforeItIsBelieved(String name, String type, String shape, String expected)
      throws IOException {
    assertTrue(refusal(table(name, type.replace("¦", "|"), shape, 0)).contains(expected));
  }

  @Test
  void aFileThatUnpacksToAThousandTimesItsSizeIsRefused() throws IOException {
    long bytes = 600L << 20;
    Path file = table("x", "<f4", "(%d, 1)".formatted(bytes / 4), bytes);
    assertTrue(Files.size(file) < 1 << 20, "the file is small");
    assertTrue(refusal(file).contains("need 600 MiB of memory; this file may take"));
  }

  @Test
  void anArrayThatIsThereTwiceIsRefused() throws IOException {
    Path file = folder.resolve("t.npz");
    Npz.write(
        file, Map.of("x", NumberArray.of(new float[4], 2, 2), "y", NumberArray.of(new int[2], 2)));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length - 4; i++) {
      if (bytes[i] == 'y' && bytes[i + 1] == '.') {
        bytes[i] = 'x';
      }
    }
    Files.write(file, bytes);
    String message = refusal(file);
    assertTrue(message.contains("array 'x' is in the file twice"), message);
  }

  @Test
  void manyAxesAreRefused() throws IOException {
    Path file = folder.resolve("a.npy");
    Files.write(file, start("<f4", "(" + "1,".repeat(65) + ")"));
    String message = assertThrows(DataException.class, () -> Npy.read(file)).getMessage();
    assertTrue(message.contains("not valid, or too large") && message.length() < 300, message);
  }

  @Test
  void aFileCutAnywhereIsOneClearLine() throws IOException {
    Path whole = folder.resolve("whole.npz");
    var data =
        new Dataset(
            new float[] {1, 2, 3, 4},
            2,
            new int[] {0, -1},
            List.of("dog"),
            List.of("a", "b"),
            List.of(Part.TRAIN, Part.NONE),
            Optional.empty(),
            "npz",
            Optional.empty());
    DatasetNpz.write(data, whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.npz");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      refusal(cut);
    }
    // A piece in the middle is missing, and the directory at the end is still there.
    for (int at = 30; at < bytes.length - 200; at += 3) {
      var damaged = new ByteArrayOutputStream();
      damaged.write(bytes, 0, at);
      damaged.write(bytes, at + 20, bytes.length - at - 20);
      Files.write(cut, damaged.toByteArray());
      refusal(cut);
    }
  }
}
