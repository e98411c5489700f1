package dev.earshot.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jcuda.LibUtils;

/** Puts JCuda's native libraries where its own loader will look for them, whole or not at all. */
final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * JCuda's loader writes a library into the temporary folder unless a file of that name is there,
   * and loads it. Two processes that start together could then load half a file, and a file left by
   * a process that was killed would stay. So the file is written beside and moved into place.
   *
   * @param name such as {@code JCudaDriver}, with version
   */
  static void extract(String name) {
    String file = LibUtils.createLibraryFileName(name);
    Path target = Path.of(System.getProperty("java.io.tmpdir"), file);
    try (InputStream in = NativeLibraries.class.getResourceAsStream("/lib/" + file)) {
      if (in == null) {
        return; // JCuda will say so when it does not find it either.
      }
      byte[] library = in.readAllBytes();
      if (Files.exists(target) && Files.size(target) == library.length) {
        return;
      }
      Path beside = Files.createTempFile(target.getParent(), file, ".part");
      try {
        Files.write(beside, library);
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException alreadyThere) {
        Files.delete(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
  }
}
