package dev.earshot.encoders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.file.NativeLibraries;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
  @TempDir private Path cache;

  @BeforeEach
  void needsPermissions() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "skipped: this system has no permissions of files");
  }

  private static Path library(NativeLibraries natives) {
    return natives.folder().resolve(System.mapLibraryName("onnxruntime"));
  }

  @Test
  void librariesAreUnpackedOnceAndMended() throws IOException {
    Path file;
    try (var natives = Natives.open(cache)) {
      assertFalse(natives.temporary());
      assertEquals(cache, natives.folder().getParent());
      file = library(natives);
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    long size = Files.size(file);
    var time = Files.getLastModifiedTime(file);
    Natives.open(cache).close();
    assertEquals(time, Files.getLastModifiedTime(file));
    Files.write(file, new byte[100]);
    Natives.open(cache).close();
    assertEquals(size, Files.size(file));
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Natives.open(cache).close();
    assertNotEquals(bytes[bytes.length / 2], Files.readAllBytes(file)[bytes.length / 2]);
  }

  @Test
  void aFolderThatOthersMayWriteIsNotTaken() throws IOException {
    Path folder;
    try (var natives = Natives.open(cache)) {
      folder = natives.folder();
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path file;
    try (var natives = Natives.open(cache)) {
      assertTrue(natives.temporary());
      file = library(natives);
      assertTrue(Files.exists(file));
    }
    assertFalse(Files.exists(file.getParent()));
    var occupied = Files.writeString(cache.resolve("file"), "");
    try (var natives = Natives.open(occupied)) {
      assertTrue(natives.temporary());
    }
  }
}
