package dev.earshot.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir private Path folder;

  private Path file(String header, byte... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    var buffer = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("a.safetensors"), buffer.array());
  }

  @Test
  void readsAFileMadeByHand() throws IOException {
    Path file =
        file(
            "{\"b\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[4,8]},"
                + "\"__metadata__\":{\"k\":\"ü\"},"
                + "\"e\":{\"dtype\":\"F64\",\"shape\":[0,9],\"data_offsets\":[4,4]},"
                + "\"a\":{\"shape\":[],\"data_offsets\":[0,4],\"dtype\":\"F32\"}}   ",
            new byte[] {0, 0, (byte) 0x80, 0x3F, 1, 0, -1, -1});
    var read = Safetensors.read(file);
    assertEquals(List.of("b", "e", "a"), List.copyOf(read.tensors().keySet()));
    assertEquals(Map.of("k", "ü"), read.metadata());
    assertArrayEquals(new int[] {1, -1}, read.tensors().get("b").toInts());
    assertArrayEquals(new float[] {1}, read.tensors().get("a").toFloats());
    assertEquals(List.of(), read.tensors().get("a").shape());
    assertEquals(List.of(0, 9), read.tensors().get("e").shape());
  }

  /** Neither the tensors nor what follows the text is looked at. */
  @Test
  void readsOneTextOfTheHeader() throws IOException {
    Path file =
        file("{'a':{'data_offsets':[0,4]},'__metadata__':{'n':1,'k':'v'}}".replace('\'', '"'));
    assertEquals(Optional.of("v"), Safetensors.text(file, "k"));
    assertEquals(Optional.empty(), Safetensors.text(file, "other"));
    var message = assertThrows(DataException.class, () -> Safetensors.text(file, "n")).getMessage();
    assertTrue(message.contains("metadata 'n' is not a string"), message);
    assertThrows(DataException.class, () -> Safetensors.read(file));
    Path other = file("{'__metadata__':{'k':".replace('\'', '"'));
    assertThrows(DataException.class, () -> Safetensors.text(other, "k"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "[];does not begin with {",
        "~ {}~;does not begin with {",
        "{'a';not as expected",
        "{} x;not as expected",
        "{}{};not as expected",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}};take 4 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}};do not hold the 8 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}};do not hold",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}};negative",
        "{'a':{'dtype':'F32','shape':[65536,65536,65536,65536],'data_offsets':[0,0]}};2 GiB",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}};expected 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}};tensor 'b' begins at byte 4",
        "{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}};expected 3",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}};take 16 bytes",
        "{'a':{'dtype':'BF16','shape':[4],'data_offsets':[0,8]}};BF16 is not supported",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}};'a' is given twice",
        "{'a':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}};'shape' twice",
        "{'a':{'dtype':'F32','shape':[2]}};needs dtype",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}};unknown field 'x'",
        "{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}};whole number",
        "{'a':{'dtype':'F32','shape':[2.5],'data_offsets':[0,8]}};not as expected",
        "{'a':7};not as expected",
        "{'__metadata__':{'k':1}};metadata 'k' is not a string",
        "{'__metadata__':{'k':'1','k':'2'}};metadata 'k' is given twice",
      })
  void refusesWhatTheFormatForbids(String header, String expected) throws IOException {
    Path file = file(header.replace('\'', '"'), new byte[8]);
    String message = assertThrows(DataException.class, () -> Safetensors.read(file)).getMessage();
    assertTrue(message.contains(expected) && message.contains("a.safetensors"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void refusesEveryTornFile() throws IOException {
    Path file = folder.resolve("t.safetensors");
    new Safetensors(Map.of("a", NumberArray.of(new float[] {1, 2}, 2)), Map.of()).write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(DataException.class, () -> Safetensors.read(file));
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThrows(DataException.class, () -> Safetensors.read(file));
  }

  @Test
  void writesAlignedAndReproducibly() throws IOException {
    Path file = folder.resolve("w.safetensors");
    var tensors =
        Map.of(
            "flags", NumberArray.of(new byte[] {1, 2, 3}, 3),
            "weight", NumberArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            "step", NumberArray.of(new long[] {77}),
            "bias", NumberArray.of(new double[] {0.5}, 1));
    new Safetensors(tensors, Map.of("b", "2", "a", "\"1\"")).write(file);
    byte[] bytes = Files.readAllBytes(file);
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, length % 8);
    assertEquals(
        "{\"__metadata__\":{\"a\":\"\\\"1\\\"\",\"b\":\"2\"},"
            + "\"bias\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]},"
            + "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[16,40]},"
            + "\"flags\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[40,43]}}",
        new String(bytes, 8, (int) length, StandardCharsets.UTF_8).stripTrailing());
    var read = Safetensors.read(file);
    assertEquals(Map.of("a", "\"1\"", "b", "2"), read.metadata());
    assertEquals(tensors.keySet(), Set.copyOf(read.tensors().keySet()));
    tensors.forEach((name, t) -> assertArrayEquals(t.bytes(), read.tensors().get(name).bytes()));
  }

  @Test
  void aFileMayHoldNothing() throws IOException {
    Path file = folder.resolve("n.safetensors");
    new Safetensors(Map.of(), Map.of()).write(file);
    assertEquals(Map.of(), Safetensors.read(file).tensors());
    assertEquals(16, Files.size(file));
  }
}
