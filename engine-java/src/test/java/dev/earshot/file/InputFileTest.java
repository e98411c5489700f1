package dev.earshot.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.DataException;
import dev.earshot.format.Npy;
import dev.earshot.format.Npz;
import dev.earshot.format.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  @TempDir private Path folder;

  private static void assertRefused(Path file, String expected) {
    String message =
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () ->
                    assertThrows(
                        DataException.class, () -> InputFile.text(file, 1 << 20, "a recipe")))
            .getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains(expected) && message.contains("a recipe"), message);
  }

  @Test
  void readsARegularFileThroughALink() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "d\u00f6g");
    Path link = Files.createSymbolicLink(folder.resolve("b"), file);
    assertEquals("d\u00f6g", InputFile.text(link, 4, "a recipe"));
    assertEquals(4, InputFile.size(link, "a recipe"));
  }

  @Test
  void refusesWhatIsNoFile() throws IOException {
    assertRefused(folder.resolve("none"), "no such file");
    assertRefused(folder, "is a folder");
    assertRefused(
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none")),
        "no such file");
  }

  @Test
  void aDeviceIsNotRead() throws IOException {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.exists(zero), "this system has no /dev/zero");
    assertRefused(zero, "a pipe or a device");
    assertRefused(Files.createSymbolicLink(folder.resolve("link"), zero), "a pipe or a device");
  }

  @Test
  void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    int code;
    try {
      code = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    } catch (IOException e) {
      code = -1;
    }
    assumeTrue(code == 0, "this system has no mkfifo");
    assertRefused(pipe, "a pipe or a device");
    assertThrows(DataException.class, () -> Npz.read(pipe));
    assertThrows(DataException.class, () -> Npy.read(pipe));
    assertThrows(DataException.class, () -> Safetensors.read(pipe));
  }

  @Test
  void aFileBeyondTheLimitIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    assertRefused(file, "larger than 1 MiB");
  }

  @Test
  void otherTextThanUtf8IsRefused() throws IOException {
    Path file = folder.resolve("latin");
    Files.write(file, "d\u00f6g".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(file, "not UTF-8");
  }

  @Test
  void aMessageIsOneLineWhateverAFileHolds() {
    String message =
        new DataException("a\nb\u001b[31m\u2028\u202ec" + "x".repeat(9000)).getMessage();
    assertEquals(1, message.lines().count());
    assertTrue(message.startsWith("a\\nb\\u001B[31m"), message.substring(0, 20));
    assertTrue(message.length() < 2200);
    assertFalse(message.contains("\u001b"));
  }
}
