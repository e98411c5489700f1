package dev.earshot.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir private Path folder;

  /** Writes a file byte by byte, following the description of the format. */
  private Path npy(int version, String header, byte[] data) throws IOException {
    byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
    var buffer = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      buffer.putShort((short) text.length);
    } else {
      buffer.putInt(text.length);
    }
    buffer.put(text).put(data).flip();
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return Files.write(folder.resolve("a.npy"), bytes);
  }

  private static String header(String type, boolean fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
        .formatted(type, fortran ? "True" : "False", shape);
  }

  private static byte[] counting(int bytes) {
    var data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) i;
    }
    return data;
  }

  private NumberArray numbers(int version, String header, byte[] data) throws IOException {
    return assertInstanceOf(NumberArray.class, Npy.read(npy(version, header, data)));
  }

  @ParameterizedTest
  @CsvSource({
    "'|b1',BOOL,1", "'|i1',I8,1", "'|u1',U8,1", "'<i2',I16,2", "'>i2',I16,2", "'<u2',U16,2",
    "'<i4',I32,4", "'>i4',I32,4", "'<u4',U32,4", "'>u4',U32,4", "'<i8',I64,8", "'>i8',I64,8",
    "'<u8',U64,8", "'>u8',U64,8", "'<f4',F32,4", "'>f4',F32,4", "'<f8',F64,8", "'>f8',F64,8"
  })
  void readsEveryTypeInBothByteOrders(String code, ElementType type, int width) throws IOException {
    var order = code.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var data = ByteBuffer.allocate(2 * width).order(order);
    switch (code.substring(1)) {
      case "f4" -> data.putFloat(1).putFloat(0);
      case "f8" -> data.putDouble(1).putDouble(0);
      default -> data.put(order == ByteOrder.BIG_ENDIAN ? width - 1 : 0, (byte) 1);
    }
    var array = numbers(1, header(code, false, "(2,)"), data.array());
    assertEquals(type, array.type());
    assertArrayEquals(new double[] {1, 0}, array.toDoubles());
    assertArrayEquals(new float[] {1, 0}, array.toFloats());
  }

  @Test
  void signsAreKept() throws IOException {
    byte[] ones = {-1, -1, -1, -1, -1, -1, -1, -1};
    assertArrayEquals(new int[] {-1}, numbers(1, header("<i8", false, "(1,)"), ones).toInts());
    assertArrayEquals(
        new long[] {4294967295L, 4294967295L},
        numbers(1, header("<u4", false, "(2,)"), ones).toLongs());
    assertArrayEquals(
        new int[] {65535, 65535, 65535, 65535},
        numbers(1, header(">u2", false, "(4,)"), ones).toInts());
    var tooLarge = numbers(1, header("<u8", false, "(1,)"), ones);
    assertThrows(ArithmeticException.class, tooLarge::toLongs);
    var floats = NumberArray.of(new float[1], 1);
    assertThrows(IllegalArgumentException.class, floats::toInts);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsAllVersions(int version) throws IOException {
    var array = numbers(version, header("|u1", false, "(2, 3)"), counting(6));
    assertEquals(List.of(2, 3), array.shape());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, array.toInts());
  }

  @Test
  void turnsFortranOrderIntoRowMajor() throws IOException {
    // Element (i, j, k) of a 2 x 3 x 2 array is at position i + 2 j + 6 k.
    var array = numbers(1, header("|u1", true, "(2, 3, 2)"), counting(12));
    assertArrayEquals(new int[] {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}, array.toInts());
    byte[] wide = {0, 1, 0, 2, 0, 3, 0, 4};
    assertArrayEquals(
        new int[] {1, 3, 2, 4}, numbers(1, header(">i2", true, "(2, 2)"), wide).toInts());
  }

  @Test
  void readsScalarsAndEmptyArrays() throws IOException {
    assertEquals(List.of(), numbers(1, header("|u1", false, "()"), counting(1)).shape());
    assertEquals(List.of(0, 3), numbers(1, header("<f4", true, "(0, 3)"), counting(0)).shape());
  }

  @Test
  void readsStrings() throws IOException {
    byte[] ascii = "ab\0\0\0\0abc".getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        new TextArray(List.of(3), List.of("ab", "", "abc")),
        Npy.read(npy(1, header("|S3", false, "(3,)"), ascii)));
    byte[] wide = "Gü\0\uD83C\uDFB5\0\0".getBytes(java.nio.charset.Charset.forName("UTF-32BE"));
    assertEquals(
        TextArray.of(List.of("Gü", "\uD83C\uDFB5")),
        Npy.read(npy(3, header(">U3", false, "(2,)"), wide)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), };Python objects",
        "{'descr': '<f2', 'fortran_order': False, 'shape': (1,), };<f2",
        "{'descr': '<U0', 'fortran_order': False, 'shape': (2147483647,), };<U0",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), };<c8",
        "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), };<M8",
        "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), };astype",
        "{'descr': '|f4', 'fortran_order': False, 'shape': (1,), };byte order",
        "{'descr': '<f4', 'shape': (1,), };not a .npy header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x;not a .npy header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': True, };not a .npy header",
        "nonsense;not a .npy header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999), };too large",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3 4), };not valid",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1111111111111111111111111111111111"
            + "11111111111111111111111111111111111111111111111x), };not a .npy header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), };cut short",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), };more than",
      })
  void refusesWithOneClearLine(String header, String expected) throws IOException {
    Path file = npy(1, header.replace("''", "'"), counting(8));
    String message = assertThrows(DataException.class, () -> Npy.read(file)).getMessage();
    assertTrue(message.contains(expected) && message.contains("a.npy"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void refusesOtherFilesAndTornHeaders() throws IOException {
    Path file = npy(4, header("<f4", false, "(1,)"), counting(4));
    assertTrue(assertThrows(DataException.class, () -> Npy.read(file)).getMessage().contains("4"));
    byte[] whole = Files.readAllBytes(npy(1, header("<f4", false, "(1,)"), counting(4)));
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThrows(DataException.class, () -> Npy.read(file));
    }
  }

  @Test
  void writesAlignedVersionOneHeaders() throws IOException {
    Path file = folder.resolve("w.npy");
    Npy.write(file, NumberArray.of(new float[] {1, 2, 3}, 3));
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(128 + 12, bytes.length);
    assertEquals(118, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8));
    String text = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
    assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", text.strip());
    assertTrue(text.endsWith(" \n"));
  }

  private static Map<String, NdArray> examples() {
    var arrays = new LinkedHashMap<String, NdArray>();
    arrays.put("f4", NumberArray.of(new float[] {1.5f, -2, 3, 4, 5, 6}, 2, 3));
    arrays.put("f8", NumberArray.of(new double[] {Math.PI}));
    arrays.put("i4", NumberArray.of(new int[] {-1, 7}, 2));
    arrays.put("i8", NumberArray.of(new long[] {Long.MIN_VALUE, 1}, 1, 2, 1));
    arrays.put("u1", NumberArray.of(new byte[] {-1}, 1));
    arrays.put("text", TextArray.of(List.of("", "Gü\uD83C\uDFB5", "abcd")));
    arrays.put("none", TextArray.of(List.of()));
    return arrays;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void npzRoundTrip(boolean compressed) throws IOException {
    Path file = folder.resolve("a.npz");
    if (compressed) {
      Npz.writeCompressed(file, examples());
    } else {
      Npz.write(file, examples());
    }
    var read = Npz.read(file);
    assertEquals(List.copyOf(examples().keySet()), List.copyOf(read.keySet()));
    for (var expected : examples().entrySet()) {
      var actual = read.get(expected.getKey());
      assertEquals(expected.getValue().shape(), actual.shape());
      switch (expected.getValue()) {
        case TextArray text -> assertEquals(text, actual);
        case NumberArray numbers -> {
          var other = assertInstanceOf(NumberArray.class, actual);
          assertEquals(numbers.type(), other.type());
          assertArrayEquals(numbers.bytes(), other.bytes());
        }
      }
    }
    assertEquals(List.of("i4"), List.copyOf(Npz.read(file, "i4"::equals).keySet()));
  }

  @Test
  void npzErrorsNameFileAndArray() throws IOException {
    Path file = folder.resolve("b.npz");
    assertThrows(DataException.class, () -> Npz.read(file));
    Files.writeString(file, "not a zip");
    assertTrue(
        assertThrows(DataException.class, () -> Npz.read(file)).getMessage().contains("b.npz"));
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(Files.readAllBytes(npy(1, header("|O", false, "(1,)"), counting(4))));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("y.npy"));
      zip.write(Files.readAllBytes(npy(1, header("|u1", false, "(1,)"), counting(1))));
    }
    Files.write(file, bytes.toByteArray());
    String message = assertThrows(DataException.class, () -> Npz.read(file)).getMessage();
    assertTrue(message.contains("array 'x'") && message.contains("pickle"), message);
    assertEquals(1, Npz.read(file, "y"::equals).size());
  }

  @Test
  void npzNoticesDamage() throws IOException {
    Path file = folder.resolve("c.npz");
    Npz.write(file, Map.of("x", NumberArray.of(new float[] {1, 2}, 2)));
    byte[] bytes = Files.readAllBytes(file);
    int data = 30 + "x.npy".length() + 128;
    bytes[data] ^= 1;
    Files.write(file, bytes);
    String message = assertThrows(DataException.class, () -> Npz.read(file)).getMessage();
    assertTrue(message.contains("checksum"), message);
  }
}
